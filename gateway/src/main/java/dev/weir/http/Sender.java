package dev.weir.http;

import dev.weir.wire.ByteSink;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;

/// Puts answers on a channel, in one version of HTTP.
sealed interface Sender permits Http1Sender, Http2Sender {
    EventLoop loop();

    /// Prepares for the answer to a request.
    void expect(HttpRequest head);

    /// What was written since the last piece went out.
    ByteSink joined();

    /// Gives leave to send a body.
    void goOn();

    /// Sends an answer whole.
    void whole(Reply reply, byte[] body);

    /// Sends what is joined, behind the head if that was not sent yet.
    void piece(Reply reply);

    /// Sends what is joined, and the end.
    void last(Reply reply);

    void abort();

    /// Whether the channel takes another request after an answer.
    boolean isKept(Reply reply);

    /// Closes behind what was written.
    void close();

    /// Closes, but lets a client that is still sending read its answer first.
    void linger();

    boolean isWritable();

    /// Bytes that must go out before it is writable again.
    long backlog();
}
