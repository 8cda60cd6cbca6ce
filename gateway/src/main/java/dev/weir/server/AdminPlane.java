package dev.weir.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/// The operator's side of the front door.
public final class AdminPlane implements Handler<HttpServerRequest> {
    private final Metrics metrics;
    private final Health health;

    public AdminPlane(Metrics metrics, Health health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (path == null || health.answers(request, path)) {
            return;
        }
        if (path.equals("/metrics") && HttpMethod.GET.equals(request.method())) {
            request.response()
                    .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(metrics.scrape());
        } else {
            request.response()
                    .setStatusCode(404)
                    .putHeader("content-type", "text/plain")
                    .end("The admin plane serves GET /metrics, /healthz and /readyz.\n");
        }
    }
}
