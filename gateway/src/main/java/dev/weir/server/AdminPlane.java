package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.route.Receipts;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/// The operator's side of the front door.
public final class AdminPlane implements Handler<HttpServerRequest> {
    private final Metrics metrics;
    private final Health health;
    private final AdminReceipts receipts;

    public AdminPlane(Metrics metrics, Health health, Receipts receipts) {
        this.metrics = metrics;
        this.health = health;
        this.receipts = new AdminReceipts(receipts);
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
        } else if (path.startsWith(AdminReceipts.PATH) && HttpMethod.GET.equals(request.method())) {
            receipts(request, path);
        } else {
            request.response()
                    .setStatusCode(404)
                    .putHeader("content-type", "text/plain")
                    .end("The admin plane serves GET /metrics, /healthz, /readyz and /admin/v1/receipts.\n");
        }
    }

    /// For programs on this machine only: no page in a browser may read what went through here.
    private void receipts(HttpServerRequest request, String path) {
        String host = request.getHeader("host");
        boolean foreign = host != null && !Caller.isLoopback(host) || request.getHeader("origin") != null;
        AdminReceipts.Page page = foreign ? AdminReceipts.FORBIDDEN : receipts.page(path, request.query());
        request.response()
                .setStatusCode(page.status())
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(page.body())));
    }
}
