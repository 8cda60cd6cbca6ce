package dev.weir.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/// Cross-origin calls of browsers: off unless origins are configured.
final class Cors {
    private Cors() {}

    /// Marks the answer for a browser of a configured origin. True when the request was a preflight and is answered.
    static boolean answers(HttpServerRequest request, List<String> origins) {
        if (origins.isEmpty()) {
            return false;
        }
        String origin = request.getHeader("origin");
        if (origin == null || !origins.contains(origin) && !origins.contains("*")) {
            return false;
        }
        HttpServerResponse response = request.response()
                .putHeader("access-control-allow-origin", origin)
                .putHeader("vary", "origin")
                .putHeader(
                        "access-control-expose-headers",
                        "x-weir-request-id, x-weir-target, x-weir-attempts, x-weir-loss, retry-after");
        if (!HttpMethod.OPTIONS.equals(request.method())
                || request.getHeader("access-control-request-method") == null) {
            return false;
        }
        String asked = request.getHeader("access-control-request-headers");
        response.setStatusCode(204)
                .putHeader("access-control-allow-methods", "GET, POST, DELETE, OPTIONS")
                .putHeader("access-control-allow-headers", asked == null ? "authorization, content-type" : asked)
                .putHeader("access-control-max-age", "600")
                .end();
        return true;
    }
}
