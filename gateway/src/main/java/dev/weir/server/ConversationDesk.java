package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Purpose;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Talks;
import dev.weir.route.Talks.Result;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Serves conversations that the gateway keeps. What a key made exists for that key alone.
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
            Request request, ClientDialect dialect, Conversations pages, Purpose.Conversation wanted, ClientKey key) {
        void answer(Result result) {
            switch (result) {
                case Result.Done done -> PlainReply.page(request, done.answer());
                case Result.Failed failed -> PlainReply.failure(request, dialect, failed.failure());
                case Result.There there ->
                    PlainReply.failure(
                            request,
                            dialect,
                            new Failure.BadRequest(
                                    "This conversation lives at `" + there.at().endpoint()
                                            + "`: it can be named in a request for a response, and nothing else.",
                                    null,
                                    null));
            }
        }
    }

    void take(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Conversation wanted,
            Snapshot now,
            ClientKey key) {
        Errand errand = new Errand(request, dialect, keepsakes.conversations(), wanted, key);
        switch (request.method()) {
            case "POST" -> reception.read(request, dialect, now, body -> post(errand, body, now));
            case "DELETE" -> delete(errand, now);
            default -> get(errand);
        }
    }

    private void post(Errand errand, byte[] body, Snapshot now) {
        Conversations pages = errand.pages();
        String id = errand.wanted().id();
        switch (errand.wanted().part()) {
            case SHELF -> {
                String letters = RequestIds.letters() + RequestIds.letters();
                Conversations.Outcome made =
                        pages.create(body, letters, clock.instant().getEpochSecond());
                talks.create(errand.key(), now.terms(), made, errand::answer);
            }
            case WHOLE -> change(errand, now, kept -> pages.update(kept, body));
            case ITEMS -> change(errand, now, kept -> pages.add(kept, body));
            case ITEM -> throw new IllegalStateException("an item of " + id + " is asked with POST");
        }
    }

    private void change(Errand errand, Snapshot now, Function<Conversations.Kept, Conversations.Outcome> change) {
        talks.change(errand.key(), errand.wanted().id(), now.terms(), change, errand::answer);
    }

    private void delete(Errand errand, Snapshot now) {
        String item = errand.wanted().item();
        if (item != null) {
            change(errand, now, kept -> errand.pages().remove(kept, item));
            return;
        }
        String id = errand.wanted().id();
        talks.show(
                errand.key(),
                id,
                _ -> {
                    talks.remove(errand.key(), id);
                    return new Result.Done(errand.pages().deleted(id));
                },
                errand::answer);
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
        talks.show(errand.key(), errand.wanted().id(), show, errand::answer);
    }

    private static Result found(@Nullable String id, @Nullable JsonNode item) {
        return item == null
                ? new Result.Failed(new Failure.NotFound("Conversation item with id '" + id + "' not found.", null))
                : new Result.Done(item);
    }
}
