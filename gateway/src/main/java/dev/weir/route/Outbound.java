package dev.weir.route;

import dev.weir.wire.ByteSink;

/// The way back to the client. Either one `reply`, or `begin`, any number of `write`, and `end`.
public interface Outbound {
    /// Answers whole.
    void reply(int status, AnswerHeaders headers, byte[] body);

    /// Begins an answer whose length is not known: a stream of events where the headers do not say what it is.
    void begin(int status, AnswerHeaders headers);

    /// Sends what is in the sink and empties it. What one turn of the event loop brings goes out in one write.
    void write(ByteSink bytes);

    void end();

    /// Closes the connection at once, in the middle of whatever was being sent.
    void abort();

    /// Whether the client takes less than it is given.
    boolean isFull();

    /// Bytes that the client has to take before it is given more.
    long backlog();

    /// Calls once when it has caught up.
    void whenDrained(Runnable next);
}
