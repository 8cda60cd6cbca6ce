package dev.weir.server;

import dev.weir.catalog.Door;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Json;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.forward.RawPath;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import dev.weir.route.Provenance;
import dev.weir.vault.Deposits;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Passes through raw what a key may have passed through.
final class RawDesk {
    private static final Pattern SHELF = Pattern.compile(".*/v[0-9]+[a-z]*[0-9]*/(?:projects/[^/]+/locations/[^/]+/)?"
            + "(files|batches|vector_stores|containers|cachedContents|fileSearchStores)");

    private final Reception reception;
    private final Deposits deposits;

    RawDesk(Reception reception, Deposits deposits) {
        this.reception = reception;
        this.deposits = deposits;
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
                body -> take(
                        ResultLinks.areAt(path)
                                ? new OwnedVisit(new HttpVisit(request), ResultLinks::new)
                                : new HttpVisit(request),
                        path,
                        dialect,
                        new Reception.Parcel(request.method(), asked, body, null, null),
                        now,
                        key));
    }

    /// What is made on a provider's shelf belongs to the key that had it made, by whatever door.
    private void take(
            Visit visit, String path, ClientDialect dialect, Reception.Parcel parcel, Snapshot now, ClientKey key) {
        Matcher shelf = SHELF.matcher(path);
        if (!parcel.method().equals("POST") || !shelf.matches()) {
            reception.take(visit, dialect, parcel, now, key);
            return;
        }
        Provenance from = new Provenance();
        Belongings belongings = new Belongings(deposits, key, from);
        Slip.Kind kind = shelf.group(1).equals("containers") ? Slip.Kind.ITEM : Slip.Kind.OBJECT;
        Visit heard = new OwnedVisit(visit, out -> new OwnedOutbound(out, body -> note(belongings, kind, body)));
        reception.take(heard, dialect, parcel.with(from), now, key);
    }

    private static void note(Belongings belongings, Slip.Kind kind, byte[] body) {
        JsonNode answer = Json.readOrNull(body, 0, body.length);
        JsonNode thing = answer == null ? null : answer.path("file").isObject() ? answer.path("file") : answer;
        if (thing != null && thing.path("id").isString()) {
            belongings.made(kind, thing.path("id").stringValue(), Stored.Tally.COUNTED);
        } else if (thing != null && thing.path("name").isString()) {
            belongings.made(Slip.Kind.OBJECT, thing.path("name").stringValue(), Stored.Tally.COUNTED);
        }
    }

    /// Which of the provider's doors the path is behind.
    private static String word(String provider, String path, Snapshot now) {
        return now.planner().directory().resolve(provider + "/" + Door.RAW) instanceof Directory.Resolution.Found found
                ? found.targets().getFirst().endpoint().raw(path)
                : Door.RAW;
    }
}
