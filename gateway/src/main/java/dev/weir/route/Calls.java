package dev.weir.route;

import dev.weir.dialect.Bridge;
import dev.weir.dialect.Legs;
import dev.weir.http.Ongoing;
import dev.weir.provider.Upstream;
import dev.weir.shape.Guard;
import org.jspecify.annotations.Nullable;

/// The requests that one attempt sends: the first, the same again where a kept connection was found closed, and one
/// more for each further leg of the answer.
final class Calls {
    static final int MAX_LEGS = 64;
    private static final int MAX_STALE = 3;

    private final Upstream upstream;
    private final Pass pass;
    private final Upstream.Listener listener;
    private Dispatch.Prepared.Ready ready;
    private @Nullable Ongoing call;
    private int sent;
    private int leg = 1;

    /// @param first not sent yet
    Calls(Upstream upstream, Pass pass, Upstream.Listener listener, Dispatch.Prepared.Ready first) {
        this.upstream = upstream;
        this.pass = pass;
        this.listener = listener;
        this.ready = first;
    }

    void send() {
        sent++;
        call = upstream.send(ready.request(), pass.credential(), listener);
    }

    /// Whether the last one was sent again too often.
    boolean isStale() {
        return sent > MAX_STALE;
    }

    /// Asks for the next leg of the answer.
    void sendNext(Legs way, String token) {
        leg++;
        sent = 0;
        ready = ready.asking(way.request(ready.request().body(), token));
        send();
    }

    /// Which leg of the answer was asked for, from 1.
    int leg() {
        return leg;
    }

    /// Of the answer's form, or null.
    @Nullable
    Guard guard() {
        return ready.guard();
    }

    /// The way back of an answer that crosses a bridge, or null.
    Bridge.@Nullable Return back() {
        return ready.back();
    }

    void pause() {
        if (call != null) {
            call.pause();
        }
    }

    void resume() {
        if (call != null) {
            call.resume();
        }
    }

    void cancel() {
        if (call != null) {
            call.cancel();
        }
    }
}
