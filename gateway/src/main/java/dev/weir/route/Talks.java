package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Conversations.Outcome;
import dev.weir.ledger.ClientKey;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Terms;
import dev.weir.vault.Whereabouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The conversations of one event loop's callers. Each change of one is made whole before the next.
public final class Talks {
    /// How long it is known whose a provider's is.
    private static final Duration ELSEWHERE = Duration.ofDays(365);

    private final Deposits deposits;

    public Talks(Deposits deposits) {
        this.deposits = deposits;
    }

    /// What became of a wish.
    public sealed interface Result {
        record Done(JsonNode answer) implements Result {}

        /// The conversation lives at a provider.
        record There(Whereabouts at) implements Result {}

        record Failed(Failure failure) implements Result {}
    }

    static Slip slip(ClientKey key, String id) {
        return new Slip(Owner.of(key.name()), Slip.Kind.CONVERSATION, id);
    }

    static Failure unknown(String id) {
        return new Failure.NotFound("Conversation with id '" + id + "' not found.", null);
    }

    static Failure full(Terms terms) {
        return new Failure.BadRequest(
                "A conversation holds at most " + terms.mostBytes() + " bytes here (`vault.entry`). Begin another one.",
                "items",
                "conversation_too_long");
    }

    /// Keeps a new one.
    public void create(ClientKey key, Terms terms, Outcome outcome, Consumer<Result> then) {
        Duration lasts = terms.conversations();
        switch (outcome) {
            case Outcome.Rejected rejected -> then.accept(new Result.Failed(rejected.failure()));
            case Outcome.Done done
            when lasts == null ->
                then.accept(new Result.Failed(new Failure.Unsupported(
                        "No conversations are kept here, for `vault.conversations` is off. Send the conversation"
                                + " itself as `input`.",
                        "conversation")));
            case Outcome.Done done -> {
                Slip slip = slip(key, done.kept().head().path("id").asString(""));
                byte[] content = new Stored.Conversation(done.kept()).bytes();
                if (content.length > terms.mostBytes()) {
                    then.accept(new Result.Failed(full(terms)));
                } else {
                    deposits.amend(
                            slip,
                            _ -> new Deposit(slip, content, lasts),
                            found -> then.accept(
                                    found instanceof Found.Unavailable gone
                                            ? new Result.Failed(Gathering.unavailable(gone.why()))
                                            : new Result.Done(done.answer())));
                }
            }
        }
    }

    /// Shows something of one.
    ///
    /// @param show null when what is wanted of it is not there
    public void show(ClientKey key, String id, Function<Conversations.Kept, Result> show, Consumer<Result> then) {
        deposits.find(slip(key, id), found -> then.accept(result(id, found, show)));
    }

    private static Result result(String id, Found found, Function<Conversations.Kept, Result> show) {
        return switch (found) {
            case Found.Unavailable gone -> new Result.Failed(Gathering.unavailable(gone.why()));
            case Found.Nothing _ -> new Result.Failed(unknown(id));
            case Found.Kept(byte[] content) ->
                switch (Stored.read(content)) {
                    case Stored.Conversation here -> show.apply(here.kept());
                    case Stored.There there -> new Result.There(there.at());
                    case null -> new Result.Failed(unknown(id));
                    case Stored.Here _ -> new Result.Failed(unknown(id));
                    case Stored.Within _ -> new Result.Failed(unknown(id));
                };
        };
    }

    /// Changes one.
    public void change(
            ClientKey key,
            String id,
            Terms terms,
            Function<Conversations.Kept, Outcome> change,
            Consumer<Result> then) {
        Slip slip = slip(key, id);
        AtomicReference<@Nullable Result> result = new AtomicReference<>();
        deposits.amend(
                slip,
                content -> {
                    if (content == null || !(Stored.read(content) instanceof Stored.Conversation(var kept))) {
                        return null;
                    }
                    return switch (change.apply(kept)) {
                        case Outcome.Rejected rejected -> {
                            result.set(new Result.Failed(rejected.failure()));
                            yield null;
                        }
                        case Outcome.Done done -> {
                            byte[] now = new Stored.Conversation(done.kept()).bytes();
                            if (now.length > terms.mostBytes() && now.length > content.length) {
                                result.set(new Result.Failed(full(terms)));
                                yield null;
                            }
                            result.set(new Result.Done(done.answer()));
                            yield new Deposit(slip, now, lasting(terms));
                        }
                    };
                },
                found -> {
                    Result became = result.get();
                    then.accept(became != null ? became : result(id, found, _ -> new Result.Failed(unknown(id))));
                });
    }

    static Duration lasting(Terms terms) {
        Duration said = terms.conversations();
        return said == null ? Duration.ofDays(1) : said;
    }

    /// Notes whose one is that lives at a provider.
    public void note(ClientKey key, String id, Whereabouts at) {
        deposits.put(new Deposit(slip(key, id), new Stored.There(at).bytes(), ELSEWHERE));
    }

    /// Removes one.
    public void remove(ClientKey key, String id) {
        deposits.remove(slip(key, id));
    }
}
