package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.http.Request;
import dev.weir.route.Receipts;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The operator's side of the front door.
public final class AdminPlane implements Consumer<Request> {
    private final Metrics metrics;
    private final Health health;
    private final AdminReceipts receipts;

    public AdminPlane(Metrics metrics, Health health, Receipts receipts) {
        this.metrics = metrics;
        this.health = health;
        this.receipts = new AdminReceipts(receipts);
    }

    @Override
    public void accept(Request request) {
        String path = request.path();
        if (health.answers(request, path)) {
            return;
        }
        if (path.equals("/metrics") && request.method().equals("GET")) {
            request.reply()
                    .header("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .send(200, metrics.scrape().getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith(AdminReceipts.PATH) && request.method().equals("GET")) {
            receipts(request, path);
        } else {
            PlainReply.text(
                    request, 404, "The admin plane serves GET /metrics, /healthz, /readyz and /admin/v1/receipts.\n");
        }
    }

    /// For programs on this machine only: no page in a browser may read what went through here.
    private void receipts(Request request, String path) {
        String host = request.header("host");
        boolean foreign = host != null && !Caller.isLoopback(host) || request.header("origin") != null;
        AdminReceipts.Page page = foreign ? AdminReceipts.FORBIDDEN : receipts.page(path, request.query());
        request.reply().header("content-type", "application/json").send(page.status(), Json.bytes(page.body()));
    }
}
