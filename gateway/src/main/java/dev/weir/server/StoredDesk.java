package dev.weir.server;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Json;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.Shelf;
import dev.weir.dialect.anthropic.BatchResults;
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
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Files, batches and what else providers keep: at the provider that the caller says, or where the thing lives. What a
/// key made exists for that key alone. A gateway without keys has one caller, and hides nothing from it.
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

        /// The same for something that is made there.
        Place fresh() {
            return new Place(endpoint, pin, Stored.Tally.DUE);
        }
    }

    void take(Request request, ClientDialect dialect, Purpose.Stored what, Snapshot now, ClientKey key) {
        Errand visit = new Errand(request, dialect, what, now, key);
        if (what.id().isEmpty() && request.method().equals("GET")) {
            chosen(visit, at -> reception.read(request, dialect, now, body -> send(visit, at, body)));
        } else {
            reception.read(request, dialect, now, body -> named(visit, body));
        }
    }

    /// Sends a request to where all lives that it names.
    private void named(Errand visit, byte[] body) {
        Request request = visit.request();
        Purpose.Stored what = visit.what();
        switch (NamesOnShelf.of(what, request.method(), request.header("content-type"), body, visit.key())) {
            case NamesOnShelf.Refused refused -> visit.fail(refused.failure());
            case NamesOnShelf.Names names -> located(visit, names.slips(), body);
        }
    }

    private void located(Errand visit, List<Slip> names, byte[] body) {
        where(visit, names, 0, null, at -> {
            if (at == null) {
                chosen(visit, chosen -> send(visit, chosen, body));
            } else {
                send(visit, visit.what().id().isEmpty() ? at.fresh() : at, body);
            }
        });
    }

    /// Where things of the caller's live, which must be one place.
    ///
    /// @param next of the names that is to be looked for
    /// @param so where those before it live, or null
    /// @param then told null where nothing is known of any
    private void where(Errand visit, List<Slip> names, int next, @Nullable Place so, Consumer<@Nullable Place> then) {
        if (next == names.size()) {
            then.accept(so);
            return;
        }
        Slip slip = names.get(next);
        deposits.find(slip, found -> {
            switch (found) {
                case Found.Kept kept -> {
                    if (!(Stored.read(kept.content()) instanceof Stored.There(var at, var tally))) {
                        visit.fail(unknown(slip.name()));
                    } else if (so != null && so.pin() != null && !so.pin().isWhere(at)) {
                        visit.fail(apart(names.getFirst().name(), slip.name()));
                    } else {
                        where(visit, names, next + 1, so == null ? Place.of(at, tally) : so, then);
                    }
                }
                case Found.Unavailable unavailable ->
                    visit.fail(new Failure.Overloaded(
                            "Where `" + slip.name() + "` lives cannot be looked up now: " + unavailable.why(), null));
                case Found.Nothing _ -> {
                    if (visit.isOpen()) {
                        where(visit, names, next + 1, so, then);
                    } else {
                        visit.fail(unknown(slip.name()));
                    }
                }
            }
        });
    }

    private static Failure apart(String one, String other) {
        return new Failure.BadRequest(
                "`" + one + "` and `" + other + "` live at different accounts. Send the file to where the other is.",
                null,
                null);
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
                    "Several providers keep " + visit.what().shelf().word() + ": " + names
                            + ". Say which as ?provider= (an SDK's extra query).",
                    "provider",
                    "provider_required"));
        }
    }

    private void send(Errand visit, Place place, byte[] body) {
        String target = place.endpoint() + "/" + visit.what().shelf().word();
        if (!visit.key().mayUse(target)) {
            visit.fail(new Failure.Forbidden("The key `" + visit.key().name() + "` may not use `" + target
                    + "`. Ask for it to be added to the key's `models`."));
            return;
        }
        Purpose.Stored what = visit.what();
        String query = Queries.without(visit.request().query(), "key", "provider");
        Provenance from = new Provenance();
        if (what.id().isEmpty() && visit.request().method().equals("GET") && !visit.isOpen()) {
            new OwnPage(deposits, visit.key(), what.shelf(), visit.request(), (asked, way) -> {
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
                    out -> new OwnedOutbound(out, answer -> hear(visit, place, from, answer)));
        }
    }

    /// Notes whose that is which an answer tells of.
    private void hear(Errand visit, Place place, Provenance from, byte[] answer) {
        Purpose.Stored what = visit.what();
        Slip.Kind kind = kind(what.shelf());
        Belongings belongings = new Belongings(deposits, visit.key(), from);
        if (visit.request().method().equals("DELETE")) {
            if (what.action().isEmpty()) {
                belongings.gone(kind, what.name());
            }
            return;
        }
        JsonNode thing = what.action().isEmpty() || what.action().equals("cancel")
                ? Json.readOrNull(answer, 0, answer.length)
                : null;
        String name = thing == null ? null : what.shelf().nameIn(thing);
        if (thing == null || name == null) {
            return;
        }
        if (what.id().isEmpty()) {
            belongings.made(kind, name, isBatch(what.shelf()) ? place.tally() : Stored.Tally.COUNTED);
        } else {
            belongings.seen(kind, name, place.tally());
        }
        for (String written : List.of("output_file_id", "error_file_id")) {
            if (what.shelf() == Shelf.BATCHES && thing.path(written).isString()) {
                belongings.seen(kind, thing.path(written).stringValue(), Stored.Tally.COUNTED);
            }
        }
    }

    private static boolean isBatch(Shelf shelf) {
        return shelf == Shelf.BATCHES || shelf == Shelf.CLAUDE_BATCHES;
    }

    /// What is asked for beside the thing itself.
    private record Page(String query, byte[] body) {}

    private void ask(Errand visit, Place place, Provenance from, Page page, UnaryOperator<Outbound> way) {
        Purpose.Stored what = visit.what();
        Request request = visit.request();
        StringBuilder path = new StringBuilder("/").append(what.shelf().word());
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
        Asked asked = new Asked(place.endpoint() + "/" + what.shelf().word(), Delivery.WHOLE)
                .sent(new Asked.Sent(request.method(), path.toString(), type));
        PlaceLane bill = place.tally() == Stored.Tally.DUE ? bill(visit) : null;
        ClientDialect dialect = bill == null ? visit.dialect() : visit.dialect().on(bill);
        Memory memory = bill == null
                ? from
                : from.tallying(deposits, slip(visit.key(), what.shelf(), what.id()), Belongings.LAST);
        Reception.Parcel parcel = new Reception.Parcel(request.method(), asked, page.body(), place.pin(), memory);
        Visit to = new HttpVisit(request);
        Visit local = what.shelf() == Shelf.CLAUDE_BATCHES ? new OwnedVisit(to, ResultLinks::new) : to;
        reception.take(new OwnedVisit(local, way), dialect, parcel, visit.now(), visit.key());
    }

    /// How a look at a batch tells what it used: OpenAI's by itself, Anthropic's by its results; null for other looks.
    private static @Nullable PlaceLane bill(Errand visit) {
        Purpose.Stored what = visit.what();
        String dialect = visit.dialect().id();
        if (what.id().isEmpty()) {
            return null;
        }
        return switch (what.shelf()) {
            case BATCHES -> new PlaceLane(dialect, PlaceLane.Meter.ENDED);
            case CLAUDE_BATCHES ->
                what.action().equals("results")
                        ? new PlaceLane(dialect, PlaceLane.Meter.NEVER, BatchResults::new)
                        : null;
            case FILES, CLAUDE_FILES, GEMINI_FILES, VECTOR_STORES, CONTAINERS, CACHED_CONTENTS -> null;
        };
    }

    static Slip slip(ClientKey key, Shelf shelf, String name) {
        return Belongings.slip(key, kind(shelf), name);
    }

    /// Containers are noted as items of the answers that they are made by.
    private static Slip.Kind kind(Shelf shelf) {
        return shelf == Shelf.CONTAINERS ? Slip.Kind.ITEM : Slip.Kind.OBJECT;
    }
}
