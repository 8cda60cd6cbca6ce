package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.http.Request;
import dev.weir.route.HealthBook;
import dev.weir.route.Loop;
import dev.weir.route.Receipts;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The operator's side of the front door.
public final class AdminPlane implements Consumer<Request> {
    private static final long MOST_BODY = 8 << 20;

    private final Metrics metrics;
    private final Health health;
    private final AdminReceipts receipts;
    private final HealthBook targets;
    private final AdminExplain explain;
    private final Loop loop;

    /// @param loop that the requests come on
    public AdminPlane(
            Metrics metrics, Health health, Receipts receipts, HealthBook targets, AdminExplain explain, Loop loop) {
        this.explain = explain;
        this.loop = loop;
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
            long now = System.nanoTime();
            String targetLines =
                    TargetPages.metrics(targets.views(now), targets.distances().views(now));
            request.reply()
                    .header("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .send(200, (metrics.scrape() + targetLines).getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/admin/v1/health") && request.method().equals("GET")) {
            request.reply().header("content-type", "application/json").send(200, health(System.nanoTime()));
        } else if (path.startsWith(AdminReceipts.PATH) && request.method().equals("GET")) {
            receipts(request, path);
        } else if (path.equals(AdminExplain.PATH) && request.method().equals("POST")) {
            BodyReader.read(
                    loop,
                    request,
                    MOST_BODY,
                    body -> send(request, isForeign(request) ? AdminReceipts.FORBIDDEN : explain.page(body)),
                    failure -> PlainReply.text(request, 400, failure.message() + "\n"));
        } else {
            PlainReply.text(
                    request,
                    404,
                    "The admin plane serves GET /metrics, /healthz, /readyz, /admin/v1/receipts,"
                            + " /admin/v1/health and POST /admin/v1/explain.\n");
        }
    }

    private byte[] health(long now) {
        return TargetPages.json(targets.views(now), targets.distances().views(now));
    }

    /// For programs on this machine only: no page in a browser may read what went through here.
    private void receipts(Request request, String path) {
        send(request, isForeign(request) ? AdminReceipts.FORBIDDEN : receipts.page(path, request.query()));
    }

    private static boolean isForeign(Request request) {
        String host = request.header("host");
        return host != null && !Caller.isLoopback(host) || request.header("origin") != null;
    }

    private static void send(Request request, AdminReceipts.Page page) {
        request.reply().header("content-type", "application/json").send(page.status(), Json.bytes(page.body()));
    }
}
