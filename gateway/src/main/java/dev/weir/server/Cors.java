package dev.weir.server;

import dev.weir.http.Post;
import dev.weir.http.Reply;
import dev.weir.http.Request;
import java.util.List;

/// Cross-origin calls of browsers: off unless origins are configured.
final class Cors {
    private Cors() {}

    /// Marks the answer for a browser of a configured origin. True when the request was a preflight and is answered.
    static boolean answers(Request request, List<String> origins) {
        if (origins.isEmpty()) {
            return false;
        }
        String origin = request.header("origin");
        if (origin == null || !origins.contains(origin) && !origins.contains("*")) {
            return false;
        }
        Reply reply = request.reply()
                .header("access-control-allow-origin", origin)
                .header("vary", "origin")
                .header(
                        "access-control-expose-headers",
                        "x-weir-request-id, x-weir-target, x-weir-attempts, x-weir-loss, x-weir-plan, retry-after");
        if (!request.method().equals("OPTIONS") || request.header("access-control-request-method") == null) {
            return false;
        }
        String asked = request.header("access-control-request-headers");
        reply.header("access-control-allow-methods", "GET, POST, DELETE, OPTIONS")
                .header("access-control-allow-headers", asked == null ? "authorization, content-type" : asked)
                .header("access-control-max-age", "600")
                .send(204, Post.NO_BODY);
        return true;
    }
}
