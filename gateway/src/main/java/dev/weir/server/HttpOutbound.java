package dev.weir.server;

import dev.weir.route.AnswerHeaders;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSink;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/// The way back over HTTP.
///
/// What one turn of the event loop brings is joined and flushed once, on the next turn: the frames of one read of the
/// upstream, and the end that often comes with them, go out in one system call. It is worth a factor of two.
final class HttpOutbound implements Outbound {
    private final Context context;
    private final HttpServerResponse response;
    private @Nullable Buffer joined;
    private boolean flushing;
    private boolean ending;

    HttpOutbound(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body)));
    }

    @Override
    public void begin(AnswerHeaders headers) {
        response.setStatusCode(200);
        headers.forEach(response::putHeader);
        response.putHeader("content-type", "text/event-stream; charset=utf-8");
        response.putHeader("cache-control", "no-cache");
        response.putHeader("x-accel-buffering", "no");
        response.setChunked(true);
    }

    @Override
    public void write(ByteSink bytes) {
        if (!bytes.isEmpty()) {
            Buffer more = Buffer.buffer(bytes.toBytes());
            bytes.clear();
            joined = joined == null ? more : joined.appendBuffer(more);
            flushSoon();
        }
    }

    @Override
    public void end() {
        ending = true;
        flushSoon();
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            context.runOnContext(_ -> flush());
        }
    }

    private void flush() {
        flushing = false;
        Buffer now = joined;
        joined = null;
        if (response.closed() || response.ended()) {
            return;
        }
        if (ending) {
            if (now == null) {
                response.end();
            } else {
                response.end(now);
            }
        } else if (now != null) {
            response.write(now);
        }
    }

    @Override
    public void abort() {
        if (!response.closed() && !response.ended()) {
            response.reset();
        }
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable next) {
        response.drainHandler(_ -> {
            response.drainHandler(null);
            next.run();
        });
    }
}
