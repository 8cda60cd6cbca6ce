package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.route.Loop;
import dev.weir.wire.ByteSink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects a request's body, bounded in bytes and in time.
final class BodyReader {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Loop loop;
    private final HttpServerRequest request;
    private final long limit;
    private final Consumer<byte[]> whole;
    private final Consumer<Failure> failed;
    private @Nullable Buffer only;
    private @Nullable ByteSink joined;
    private Loop.@Nullable Timer timer;
    private boolean over;

    BodyReader(Loop loop, HttpServerRequest request, long limit, Consumer<byte[]> whole, Consumer<Failure> failed) {
        this.loop = loop;
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.failed = failed;
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() < 19 && Long.parseLong(length) > limit) {
            fail(new Failure.TooLarge(tooLarge()));
            return;
        }
        request.handler(this::data);
        request.endHandler(_ -> end());
        request.exceptionHandler(_ -> stop());
    }

    private void data(Buffer chunk) {
        if (over) {
            return;
        }
        if (only == null && joined == null) {
            only = chunk;
        } else {
            ByteSink sink = joined;
            if (sink == null) {
                sink = new ByteSink(64 << 10);
                sink.write(only == null ? new byte[0] : only.getBytes());
                joined = sink;
                only = null;
                timer = loop.after(LIMIT, this::tooSlow);
            }
            sink.write(chunk.getBytes());
        }
        int size = joined == null ? chunk.length() : joined.size();
        if (size > limit) {
            fail(new Failure.TooLarge(tooLarge()));
        }
    }

    private void end() {
        if (!over) {
            byte[] body = joined != null ? joined.toBytes() : only != null ? only.getBytes() : new byte[0];
            stop();
            whole.accept(body);
        }
    }

    private void tooSlow() {
        fail(new Failure.BadRequest(
                "The request's body did not arrive within " + LIMIT.toSeconds() + " s.", null, "request_timeout"));
    }

    private String tooLarge() {
        return "The request's body is larger than " + limit + " bytes. Send less, or raise `limits.body` in weir.yaml.";
    }

    private void fail(Failure failure) {
        if (!over) {
            stop();
            // What is still on its way is not read.
            request.response().putHeader("connection", "close");
            failed.accept(failure);
        }
    }

    private void stop() {
        over = true;
        only = null;
        joined = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
