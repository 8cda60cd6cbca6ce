package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.http.Reply;
import dev.weir.http.Request;
import dev.weir.route.ClientDialect;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Answers that are no exchange: pages of the gateway's own, and errors before there is an exchange.
final class PlainReply {
    private PlainReply() {}

    static void page(Request request, JsonNode body) {
        request.reply().header("content-type", "application/json").send(200, Json.bytes(body));
    }

    static void text(Request request, int status, String words) {
        request.reply().header("content-type", "text/plain").send(status, words.getBytes(StandardCharsets.UTF_8));
    }

    /// A page whose numbers are a guess of the gateway's.
    static void estimate(Request request, ClientDialect dialect, JsonNode body) {
        identify(request.reply(), dialect).header("x-weir-estimate", "tokens");
        page(request, body);
    }

    /// Says a failure as a dialect says it.
    static void failure(Request request, ClientDialect dialect, Failure failure) {
        ErrorReply reply = dialect.error(failure);
        send(request, dialect, reply.status(), reply);
    }

    static void wrongMethod(Request request, ClientDialect dialect, String right) {
        ErrorReply reply = dialect.error(new Failure.BadRequest(
                "Not allowed to " + request.method() + " on " + request.path() + ". Use " + right + ".",
                null,
                "method_not_allowed"));
        request.reply().header("allow", right);
        send(request, dialect, 405, reply);
    }

    private static void send(Request request, ClientDialect dialect, int status, ErrorReply reply) {
        Reply out = identify(request.reply(), dialect);
        reply.headers().forEach(out::header);
        out.header("content-type", "application/json").send(status, reply.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Reply identify(Reply reply, ClientDialect dialect) {
        String id = RequestIds.next();
        if (!dialect.headers().id().contentEqualsIgnoreCase("x-weir-request-id")) {
            reply.header(dialect.headers().id(), id);
        }
        return reply.header("x-weir-request-id", id);
    }
}
