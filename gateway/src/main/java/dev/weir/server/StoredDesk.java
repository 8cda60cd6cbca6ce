package dev.weir.server;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Json;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.forward.PlaceLane;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import dev.weir.route.Doors;
import dev.weir.route.Memory;
import dev.weir.route.Outbound;
import dev.weir.route.Provenance;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Files and batches: at the provider that the caller says, or where the thing lives. What a key made exists for that
/// key alone. A gateway without keys has one caller, and hides nothing from it.
final class StoredDesk {
    private final Reception reception;
    private final Deposits deposits;

    StoredDesk(Reception reception, Deposits deposits) {
        this.reception = reception;
        this.deposits = deposits;
    }

    /// One request.
    private record Errand(Request request, ClientDialect dialect, Purpose.Stored what, Snapshot now, ClientKey key) {
        void fail(Failure failure) {
            PlainReply.failure(request, dialect, failure);
        }

        boolean isOpen() {
            return key.equals(ClientKey.OPEN);
        }
    }

    /// Who is asked.
    ///
    /// @param pin where something lives that the request is about, or null
    /// @param tally whether what it used was counted
    private record Place(String endpoint, @Nullable Whereabouts pin, Stored.Tally tally) {
        static Place of(Whereabouts at, Stored.Tally tally) {
            return new Place(at.endpoint(), at, tally);
        }
    }

    void take(Request request, ClientDialect dialect, Purpose.Stored what, Snapshot now, ClientKey key) {
        Errand visit = new Errand(request, dialect, what, now, key);
        if (!what.id().isEmpty()) {
            reception.read(request, dialect, now, body -> where(visit, what.id(), at -> send(visit, at, body)));
        } else if (request.method().equals("GET")) {
            chosen(visit, at -> reception.read(request, dialect, now, body -> send(visit, at, body)));
        } else {
            reception.read(request, dialect, now, body -> create(visit, body));
        }
    }

    private void create(Errand visit, byte[] body) {
        JsonNode file = visit.what().shelf().equals("batches") ? input(body) : null;
        if (file == null) {
            chosen(visit, at -> send(visit, at, body));
        } else {
            where(
                    visit,
                    file.asString(""),
                    at -> send(visit, new Place(at.endpoint(), at.pin(), Stored.Tally.DUE), body));
        }
    }

    private static @Nullable JsonNode input(byte[] body) {
        JsonNode node = Json.readOrNull(body, 0, body.length);
        JsonNode file = node == null ? null : node.get("input_file_id");
        return file == null || !file.isString() ? null : file;
    }

    /// Where something of the caller's lives.
    private void where(Errand visit, String id, Consumer<Place> then) {
        deposits.find(slip(visit.key(), id), found -> {
            switch (found) {
                case Found.Kept kept -> {
                    if (Stored.read(kept.content()) instanceof Stored.There there) {
                        then.accept(Place.of(there.at(), there.tally()));
                    } else {
                        visit.fail(unknown(id));
                    }
                }
                case Found.Unavailable unavailable ->
                    visit.fail(new Failure.Overloaded(
                            "Where `" + id + "` lives cannot be looked up now: " + unavailable.why(), null));
                case Found.Nothing _ -> {
                    if (visit.isOpen()) {
                        chosen(visit, then);
                    } else {
                        visit.fail(unknown(id));
                    }
                }
            }
        });
    }

    private static Failure unknown(String id) {
        return new Failure.NotFound(
                "No such object: " + id + ". This key made none of that id through this gateway.", "not_found");
    }

    /// The provider that the caller says, or the only one that there is.
    private static void chosen(Errand visit, Consumer<Place> then) {
        Directory.Serving serving = visit.now()
                .planner()
                .directory()
                .serving(List.of(visit.dialect().id()));
        String said = visit.request().parameter("provider");
        List<Endpoint> able = serving.on().stream()
                .filter(endpoint -> said == null || endpoint.names().contains(said))
                .toList();
        if (able.size() == 1) {
            then.accept(new Place(able.getFirst().id(), null, Stored.Tally.DUE));
        } else if (able.isEmpty()) {
            String who = said == null ? "Nobody here" : "`" + said + "`";
            visit.fail(new Failure.Unsupported(
                    who + " does not speak " + visit.dialect().id() + ". " + Doors.who(serving), "provider"));
        } else {
            String names = String.join(", ", able.stream().map(Endpoint::id).toList());
            visit.fail(new Failure.BadRequest(
                    "Several providers keep " + visit.what().shelf() + ": " + names
                            + ". Say which as ?provider= (an SDK's extra query).",
                    "provider",
                    "provider_required"));
        }
    }

    private void send(Errand visit, Place place, byte[] body) {
        String target = place.endpoint() + "/" + visit.what().shelf();
        if (!visit.key().mayUse(target)) {
            visit.fail(new Failure.Forbidden("The key `" + visit.key().name() + "` may not use `" + target
                    + "`. Ask for it to be added to the key's `models`."));
            return;
        }
        Purpose.Stored what = visit.what();
        String query = Queries.without(visit.request().query(), "key", "provider");
        Provenance from = new Provenance();
        if (what.id().isEmpty() && visit.request().method().equals("GET") && !visit.isOpen()) {
            new OwnPage(deposits, visit.key(), visit.request(), (asked, way) -> {
                        // The pages of one list come from one account.
                        Whereabouts at = from.whereabouts();
                        Place one = at == null ? place : Place.of(at, place.tally());
                        ask(visit, one, from, new Page(asked, body), way);
                    })
                    .begin(query);
        } else {
            ask(
                    visit,
                    place,
                    from,
                    new Page(query, body),
                    out -> new OwnedOutbound(out, deposits, visit.key(), from, what, place.tally()));
        }
    }

    /// What is asked for beside the thing itself.
    private record Page(String query, byte[] body) {}

    private void ask(Errand visit, Place place, Provenance from, Page page, UnaryOperator<Outbound> way) {
        Purpose.Stored what = visit.what();
        Request request = visit.request();
        StringBuilder path = new StringBuilder("/").append(what.shelf());
        if (!what.id().isEmpty()) {
            path.append('/').append(Paths.encoded(what.id()));
        }
        if (!what.action().isEmpty()) {
            path.append('/').append(what.action());
        }
        if (!page.query().isEmpty()) {
            path.append('?').append(page.query());
        }
        String type = page.body().length == 0 ? null : request.header("content-type");
        Asked asked = new Asked(place.endpoint() + "/" + what.shelf(), Delivery.WHOLE)
                .sent(new Asked.Sent(request.method(), path.toString(), type));
        boolean due = what.shelf().equals("batches")
                && place.tally() == Stored.Tally.DUE
                && !what.id().isEmpty();
        ClientDialect dialect =
                due ? visit.dialect().on(new PlaceLane(visit.dialect().id(), PlaceLane.Meter.ENDED)) : visit.dialect();
        Memory memory = due ? from.tallying(deposits, slip(visit.key(), what.id()), OwnedOutbound.LASTS) : from;
        Reception.Parcel parcel = new Reception.Parcel(request.method(), asked, page.body(), place.pin(), memory);
        reception.take(new OwnedVisit(new HttpVisit(request), way), dialect, parcel, visit.now(), visit.key());
    }

    static Slip slip(ClientKey key, String id) {
        return new Slip(Owner.of(key.name()), Slip.Kind.OBJECT, id);
    }
}
