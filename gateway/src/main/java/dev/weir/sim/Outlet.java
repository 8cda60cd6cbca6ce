package dev.weir.sim;

import dev.weir.sim.Received.State;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Map;

/// The way out to one client: writes, and all the ways to break off; keeps the request's progress in the log.
final class Outlet {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final RequestLog.Entry entry;
    private boolean gone;
    private Runnable afterwards = () -> {};

    Outlet(HttpServerRequest request, RequestLog.Entry entry) {
        this.request = request;
        this.response = request.response();
        this.entry = entry;
        response.closeHandler(_ -> left());
        response.exceptionHandler(_ -> left());
    }

    private void left() {
        gone = true;
        entry.ended(State.ABORTED, status());
    }

    private int status() {
        return response.headWritten() ? response.getStatusCode() : 0;
    }

    /// Whether nothing can be written any more.
    boolean gone() {
        return gone || response.ended();
    }

    boolean full() {
        return response.writeQueueFull();
    }

    /// Calls back once when there is room again.
    void whenRoom(Runnable action) {
        response.drainHandler(_ -> {
            response.drainHandler(null);
            action.run();
        });
    }

    /// Sets status and headers; the bytes go out with the first write.
    void begin(int status, Map<String, String> headers) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
    }

    void header(String name, String value) {
        response.putHeader(name, value);
    }

    /// Says how long the body will be, or that nobody knows.
    void length(int bytes) {
        response.putHeader("content-length", Integer.toString(bytes));
    }

    void unknownLength() {
        response.setChunked(true);
    }

    void head() {
        if (!response.headWritten()) {
            response.writeHead();
        }
    }

    void write(Buffer bytes) {
        response.write(bytes);
    }

    void end(Buffer bytes) {
        response.end(bytes).onSuccess(_ -> done());
    }

    void end() {
        response.end().onSuccess(_ -> done());
    }

    private void done() {
        entry.ended(State.DONE, response.getStatusCode());
        afterwards.run();
    }

    /// Runs an action behind the complete answer.
    void whenDone(Runnable action) {
        afterwards = action;
    }

    /// Closes the connection in good order, at whatever point the answer is.
    void close() {
        broken();
        request.connection().close();
    }

    /// Resets the TCP connection: unread bytes are lost, the client sees a reset.
    void reset() {
        broken();
        if (request.connection() instanceof HttpServerConnection connection) {
            var channel = connection.channelHandlerContext().channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close();
        } else {
            request.connection().close();
        }
    }

    /// Sends GOAWAY and closes; HTTP/1.1 closes only.
    void goAway() {
        broken();
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().shutdown(Duration.ofMillis(20));
        } else {
            request.connection().close();
        }
    }

    /// Sends RST_STREAM; HTTP/1.1 closes.
    void resetStream() {
        broken();
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(2);
        } else {
            request.connection().close();
        }
    }

    /// Closes the connection behind a complete answer.
    void closeAfterwards() {
        request.connection().close();
    }

    private void broken() {
        entry.ended(State.BROKEN, status());
        gone = true;
    }
}
