package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.http.Request;
import dev.weir.route.HealthBook;
import dev.weir.route.Receipts;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The operator's side of the front door.
public final class AdminPlane implements Consumer<Request> {
    private final Metrics metrics;
    private final Health health;
    private final AdminReceipts receipts;
    private final HealthBook targets;

    public AdminPlane(Metrics metrics, Health health, Receipts receipts, HealthBook targets) {
        this.metrics = metrics;
        this.health = health;
        this.receipts = new AdminReceipts(receipts);
        this.targets = targets;
    }

    @Override
    public void accept(Request request) {
        String path = request.path();
        if (health.answers(request, path)) {
            return;
        }
        if (path.equals("/metrics") && request.method().equals("GET")) {
            String targetLines = TargetPages.metrics(targets.views(System.nanoTime()));
            request.reply()
                    .header("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .send(200, (metrics.scrape() + targetLines).getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/admin/v1/health") && request.method().equals("GET")) {
            request.reply()
                    .header("content-type", "application/json")
                    .send(200, TargetPages.json(targets.views(System.nanoTime())));
        } else if (path.startsWith(AdminReceipts.PATH) && request.method().equals("GET")) {
            receipts(request, path);
        } else {
            PlainReply.text(
                    request,
                    404,
                    "The admin plane serves GET /metrics, /healthz, /readyz, /admin/v1/receipts and"
                            + " /admin/v1/health.\n");
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
