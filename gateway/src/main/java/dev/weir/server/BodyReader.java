package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.http.Request;
import dev.weir.route.Loop;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects a request's body, bounded in bytes and in time.
final class BodyReader implements Request.Body {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /// What is set aside for a body before any of it has come: an announced length is only a promise.
    private static final int FIRST = 64 << 10;

    private final Loop loop;
    private final Request request;
    private final long limit;
    private final Consumer<byte[]> whole;
    private final Consumer<Failure> failed;
    private byte[] bytes = new byte[0];
    private int size;
    private Loop.@Nullable Timer timer;
    private boolean over;

    private BodyReader(Loop loop, Request request, long limit, Consumer<byte[]> whole, Consumer<Failure> failed) {
        this.loop = loop;
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.failed = failed;
    }

    /// Reads a request's body.
    ///
    /// @param limit in bytes
    static void read(Loop loop, Request request, long limit, Consumer<byte[]> whole, Consumer<Failure> failed) {
        BodyReader reader = new BodyReader(loop, request, limit, whole, failed);
        long announced = request.announced();
        if (announced > limit) {
            reader.tooLarge();
        } else {
            reader.bytes = new byte[(int) Math.min(FIRST, Math.max(announced, 0))];
            request.body(reader);
        }
    }

    @Override
    public void data(ByteBuf piece) {
        int more = piece.readableBytes();
        if (over) {
            return;
        }
        if ((long) size + more > limit) {
            tooLarge();
            return;
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(2L * bytes.length, size + more), limit));
        }
        piece.readBytes(bytes, size, more);
        size += more;
    }

    @Override
    public void waiting() {
        if (timer == null && !over) {
            timer = loop.after(LIMIT, this::tooSlow);
        }
    }

    @Override
    public void end() {
        if (!over) {
            byte[] body = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            stop();
            whole.accept(body);
        }
    }

    @Override
    public void gone() {
        stop();
    }

    private void tooSlow() {
        fail(new Failure.BadRequest(
                "The request's body did not arrive within " + LIMIT.toSeconds() + " s.", null, "request_timeout"));
    }

    private void tooLarge() {
        fail(new Failure.TooLarge("The request's body is larger than " + limit
                + " bytes. Send less, or raise `limits.body` in weir.yaml."));
    }

    private void fail(Failure failure) {
        stop();
        // What is still on its way is not read.
        request.reply().closing();
        failed.accept(failure);
    }

    private void stop() {
        over = true;
        bytes = new byte[0];
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
