package dev.weir.server;

import io.vertx.core.http.HttpServerRequest;

/// Whether the process lives and whether it takes requests, for load balancers. Open to everybody, says nothing else.
public final class Health {
    private volatile boolean ready;

    /// Requests are taken from now on.
    public void ready() {
        ready = true;
    }

    /// Streams run out, new requests should go elsewhere.
    public void draining() {
        ready = false;
    }

    /// Answers `/healthz` and `/readyz`; false for every other path.
    boolean answers(HttpServerRequest request, String path) {
        if (path.equals("/healthz")) {
            request.response().putHeader("content-type", "text/plain").end("ok\n");
            return true;
        }
        if (path.equals("/readyz")) {
            request.response()
                    .setStatusCode(ready ? 200 : 503)
                    .putHeader("content-type", "text/plain")
                    .end(ready ? "ready\n" : "draining\n");
            return true;
        }
        return false;
    }
}
