package dev.weir.server;

import dev.weir.catalog.Door;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.forward.RawPath;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;

/// Passes through raw what a key may have passed through.
final class RawDesk {
    private final Reception reception;

    RawDesk(Reception reception) {
        this.reception = reception;
    }

    void take(Request request, ClientDialect dialect, Purpose.Raw raw, Snapshot now, ClientKey key) {
        String path = RawPath.of(raw.path());
        if (path == null) {
            PlainReply.failure(
                    request,
                    dialect,
                    new Failure.BadRequest(
                            "The path cannot be passed through, for servers could read it in more than one way. Write"
                                    + " it without dot segments above its root, encoded slashes, dots, percent signs"
                                    + " and semicolons.",
                            null,
                            "path_not_canonical"));
            return;
        }
        if (!key.mayPass(request.method(), raw.provider(), path)) {
            PlainReply.failure(
                    request,
                    dialect,
                    new Failure.Forbidden("The key `" + key.name() + "` may not have " + request.method() + " " + path
                            + " passed through to `" + raw.provider() + "`. What is passed through is said under the"
                            + " key's `pass-through` in weir.yaml; without it, nothing is."));
            return;
        }
        String query = Queries.without(request.query(), "key");
        String target = query.isEmpty() ? path : path + "?" + query;
        Asked asked = new Asked(raw.provider() + "/" + word(raw.provider(), path, now), Delivery.WHOLE)
                .sent(new Asked.Sent(request.method(), target, request.header("content-type")));
        reception.read(
                request,
                dialect,
                now,
                body -> reception.take(
                        new HttpVisit(request),
                        dialect,
                        new Reception.Parcel(request.method(), asked, body, null, null),
                        now,
                        key));
    }

    /// Which of the provider's doors the path is behind.
    private static String word(String provider, String path, Snapshot now) {
        return now.planner().directory().resolve(provider + "/" + Door.RAW) instanceof Directory.Resolution.Found found
                ? found.targets().getFirst().endpoint().raw(path)
                : Door.RAW;
    }
}
