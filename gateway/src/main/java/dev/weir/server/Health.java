package dev.weir.server;

import dev.weir.http.Request;

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
    boolean answers(Request request, String path) {
        if (path.equals("/healthz")) {
            PlainReply.text(request, 200, "ok\n");
            return true;
        }
        if (path.equals("/readyz")) {
            if (ready) {
                PlainReply.text(request, 200, "ready\n");
            } else {
                PlainReply.text(request, 503, "draining\n");
            }
            return true;
        }
        return false;
    }
}
