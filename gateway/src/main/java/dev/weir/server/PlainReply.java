package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.route.ClientDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import tools.jackson.databind.JsonNode;

/// Answers that are no exchange: pages of the gateway's own, and errors before there is an exchange.
final class PlainReply {
    private PlainReply() {}

    static void page(HttpServerRequest request, JsonNode body) {
        request.response()
                .setStatusCode(200)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(body)));
    }

    /// A page whose numbers are a guess of the gateway's.
    static void estimate(HttpServerRequest request, ClientDialect dialect, JsonNode body) {
        String id = RequestIds.next();
        request.response()
                .putHeader("x-weir-estimate", "tokens")
                .putHeader(dialect.headers().id(), id)
                .putHeader("x-weir-request-id", id);
        page(request, body);
    }

    /// Says a failure as a dialect says it.
    static void failure(HttpServerRequest request, ClientDialect dialect, Failure failure) {
        ErrorReply reply = dialect.codec().error(failure);
        send(request, dialect, reply.status(), reply);
    }

    static void wrongMethod(HttpServerRequest request, ClientDialect dialect, String right) {
        ErrorReply reply = dialect.codec()
                .error(new Failure.BadRequest(
                        "Not allowed to " + request.method() + " on " + request.path() + ". Use " + right + ".",
                        null,
                        "method_not_allowed"));
        request.response().putHeader("allow", right);
        send(request, dialect, 405, reply);
    }

    private static void send(HttpServerRequest request, ClientDialect dialect, int status, ErrorReply reply) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        String id = RequestIds.next();
        reply.headers().forEach(response::putHeader);
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader(dialect.headers().id(), id)
                .putHeader("x-weir-request-id", id)
                .end(Buffer.buffer(reply.body()));
    }
}
