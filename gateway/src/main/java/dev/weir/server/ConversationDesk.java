package dev.weir.server;

import dev.weir.catalog.Conduct;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.forward.PlaceLane;
import dev.weir.http.Post;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Provenance;
import dev.weir.route.Talks;
import dev.weir.route.Talks.Result;
import dev.weir.vault.Whereabouts;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Serves conversations: those that the gateway keeps, and those that a caller had a provider make. What a key made
/// exists for that key alone.
final class ConversationDesk {
    private final Talks talks;
    private final Reception reception;
    private final InstantSource clock;

    ConversationDesk(Talks talks, Reception reception, InstantSource clock) {
        this.talks = talks;
        this.reception = reception;
        this.clock = clock;
    }

    /// One request.
    private record Errand(
            Request request,
            ClientDialect dialect,
            Conversations pages,
            Purpose.Conversation wanted,
            Snapshot now,
            ClientKey key,
            byte[] body) {
        void fail(Failure failure) {
            PlainReply.failure(request, dialect, failure);
        }
    }

    void take(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Conversation wanted,
            Snapshot now,
            ClientKey key) {
        Conversations pages = keepsakes.conversations();
        switch (request.method()) {
            case "POST" ->
                reception.read(
                        request,
                        dialect,
                        now,
                        body -> post(new Errand(request, dialect, pages, wanted, now, key, body)));
            case "DELETE" -> delete(new Errand(request, dialect, pages, wanted, now, key, Post.NO_BODY));
            default -> get(new Errand(request, dialect, pages, wanted, now, key, Post.NO_BODY));
        }
    }

    private void answer(Errand errand, Result result) {
        switch (result) {
            case Result.Done done -> PlainReply.page(errand.request(), done.answer());
            case Result.Failed failed -> errand.fail(failed.failure());
            case Result.There there -> ask(errand, there.at().endpoint(), there.at());
        }
    }

    private void post(Errand errand) {
        Conversations pages = errand.pages();
        byte[] body = errand.body();
        switch (errand.wanted().part()) {
            case SHELF -> {
                if (errand.request().parameter("provider") != null) {
                    atProvider(errand);
                    return;
                }
                String letters = RequestIds.letters() + RequestIds.letters();
                Conversations.Outcome made =
                        pages.create(body, letters, clock.instant().getEpochSecond());
                talks.create(errand.key(), errand.now().terms(), made, result -> answer(errand, result));
            }
            case WHOLE -> change(errand, kept -> pages.update(kept, body));
            case ITEMS -> change(errand, kept -> pages.add(kept, body));
            case ITEM -> throw new IllegalStateException("an item is asked with POST");
        }
    }

    private void change(Errand errand, Function<Conversations.Kept, Conversations.Outcome> change) {
        String id = errand.wanted().id();
        talks.change(errand.key(), id, errand.now().terms(), change, result -> answer(errand, result));
    }

    private void delete(Errand errand) {
        String item = errand.wanted().item();
        if (item != null) {
            change(errand, kept -> errand.pages().remove(kept, item));
            return;
        }
        String id = errand.wanted().id();
        Function<Conversations.Kept, Result> remove = _ -> {
            talks.remove(errand.key(), id);
            return new Result.Done(errand.pages().deleted(id));
        };
        talks.show(errand.key(), id, remove, result -> answer(errand, result));
    }

    private void get(Errand errand) {
        String item = errand.wanted().item();
        Pages pages = Pages.of(errand.request());
        Function<Conversations.Kept, Result> show = switch (errand.wanted().part()) {
            case SHELF, WHOLE -> kept -> new Result.Done(kept.head());
            case ITEMS ->
                kept -> pages.page() == null
                        ? new Result.Failed(pages.wrong())
                        : new Result.Done(errand.pages().page(kept, pages.page()));
            case ITEM ->
                kept -> found(item, item == null ? null : errand.pages().item(kept, item));
        };
        talks.show(errand.key(), errand.wanted().id(), show, result -> answer(errand, result));
    }

    private static Result found(@Nullable String id, @Nullable JsonNode item) {
        return item == null
                ? new Result.Failed(new Failure.NotFound("Conversation item with id '" + id + "' not found.", null))
                : new Result.Done(item);
    }

    /// Has a conversation made by the provider that the caller says.
    private void atProvider(Errand errand) {
        String said = errand.request().parameter("provider");
        List<Endpoint> able = errand
                .now()
                .planner()
                .directory()
                .serving(List.of(errand.dialect().id()))
                .on()
                .stream()
                .filter(endpoint -> endpoint.names().contains(said) && keeps(endpoint, errand.dialect()))
                .toList();
        if (able.isEmpty()) {
            errand.fail(new Failure.Unsupported(
                    "`" + said + "` keeps no conversations. Leave `provider` out, and this gateway keeps it for every"
                            + " model.",
                    "provider"));
        } else {
            ask(errand, able.getFirst().id(), null);
        }
    }

    private static boolean keeps(Endpoint endpoint, ClientDialect dialect) {
        Door door = endpoint.door(dialect.id()).orElse(null);
        return door != null && door.surface().conduct().keeps() == Conduct.Keeps.ANSWERS;
    }

    private void ask(Errand errand, String endpoint, @Nullable Whereabouts pin) {
        Request request = errand.request();
        Purpose.Conversation wanted = errand.wanted();
        String target = endpoint + "/conversations";
        if (!errand.key().mayUse(target)) {
            errand.fail(new Failure.Forbidden("The key `" + errand.key().name() + "` may not use `" + target
                    + "`. Ask for it to be added to the key's `models`."));
            return;
        }
        StringBuilder path = new StringBuilder("/conversations");
        if (!wanted.id().isEmpty()) {
            path.append('/').append(Paths.encoded(wanted.id()));
        }
        path.append(
                switch (wanted.part()) {
                    case SHELF, WHOLE -> "";
                    case ITEMS -> "/items";
                    case ITEM -> "/items/" + Paths.encoded(String.valueOf(wanted.item()));
                });
        String query = Queries.without(request.query(), "key", "provider");
        if (!query.isEmpty()) {
            path.append('?').append(query);
        }
        String type = errand.body().length == 0 ? null : "application/json";
        Asked asked = new Asked(target, Delivery.WHOLE).sent(new Asked.Sent(request.method(), path.toString(), type));
        Provenance from = new Provenance();
        ClientDialect dialect = errand.dialect();
        reception.take(
                new OwnedVisit(new HttpVisit(request), out -> new TalkOutbound(out, talks, errand.key(), wanted, from)),
                dialect.on(new PlaceLane(dialect.id(), PlaceLane.Meter.NEVER)),
                new Reception.Parcel(request.method(), asked, errand.body(), pin, from),
                errand.now(),
                errand.key());
    }
}
