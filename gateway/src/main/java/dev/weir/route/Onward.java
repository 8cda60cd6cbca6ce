package dev.weir.route;

import dev.weir.wire.ByteSink;

/// A way back that leads on to another. What it does not say itself goes there as it is.
public interface Onward extends Outbound {
    /// Where it leads.
    Outbound out();

    @Override
    default void reply(int status, AnswerHeaders headers, byte[] body) {
        out().reply(status, headers, body);
    }

    @Override
    default void begin(int status, AnswerHeaders headers) {
        out().begin(status, headers);
    }

    @Override
    default void write(ByteSink bytes) {
        out().write(bytes);
    }

    @Override
    default void end() {
        out().end();
    }

    @Override
    default void abort() {
        out().abort();
    }

    @Override
    default boolean isFull() {
        return out().isFull();
    }

    @Override
    default long backlog() {
        return out().backlog();
    }

    @Override
    default void whenDrained(Runnable next) {
        out().whenDrained(next);
    }
}
