package dev.weir.dialect;

import dev.weir.chat.Failure;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// How a dialect is spoken over a WebSocket: what a message wants, and how an answer is told in messages.
public interface SocketTalk {
    /// What a message wants.
    sealed interface Wish {
        /// An answer, streamed.
        ///
        /// @param stream that the answer's messages name; wishes of one stream are answered in turn
        /// @param body as of a request over HTTP
        record Ask(@Nullable String stream, byte[] body) implements Wish {}

        /// What cannot be had.
        ///
        /// @param message that says so
        record Refused(byte[] message) implements Wish {}
    }

    /// Reads a message.
    Wish wish(byte[] message);

    /// Appends the message that tells an event.
    ///
    /// @param data holds the event's payload, one JSON object
    void event(byte[] data, int from, int to, @Nullable String stream, ByteSink out);

    /// Appends the message that tells a failure.
    ///
    /// @param reply as over HTTP
    void failure(int status, byte[] reply, @Nullable String stream, ByteSink out);

    /// The message that tells a failure of the gateway's own.
    void failure(Failure failure, @Nullable String stream, ByteSink out);
}
