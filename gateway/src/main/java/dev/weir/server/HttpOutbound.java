package dev.weir.server;

import dev.weir.http.Reply;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSink;
import io.netty.util.AsciiString;

/// The way back over HTTP.
final class HttpOutbound implements Outbound {
    /// Of a stream of events.
    static final AsciiString EVENTS = AsciiString.cached("text/event-stream; charset=utf-8");

    /// Of a stream of AWS messages.
    static final AsciiString MESSAGES = AsciiString.cached("application/vnd.amazon.eventstream");

    private static final AsciiString TYPE = AsciiString.cached("content-type");
    private static final AsciiString CACHE = AsciiString.cached("cache-control");
    private static final AsciiString NONE = AsciiString.cached("no-cache");
    private static final AsciiString BUFFERING = AsciiString.cached("x-accel-buffering");
    private static final AsciiString NO = AsciiString.cached("no");

    private final Reply reply;
    private final AsciiString type;

    /// @param type content type of a stream
    HttpOutbound(Reply reply, AsciiString type) {
        this.reply = reply;
        this.type = type;
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        headers.forEach(reply::header);
        reply.send(status, body);
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {
        headers.forEach(reply::header);
        if (!headers.sayType()) {
            reply.header(TYPE, type);
        }
        reply.header(CACHE, NONE).header(BUFFERING, NO).begin(status);
    }

    @Override
    public void write(ByteSink bytes) {
        reply.write(bytes);
    }

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void abort() {
        reply.abort();
    }

    @Override
    public boolean isFull() {
        return reply.isFull();
    }

    @Override
    public long backlog() {
        return reply.backlog();
    }

    @Override
    public void whenDrained(Runnable next) {
        reply.whenDrained(next);
    }
}
