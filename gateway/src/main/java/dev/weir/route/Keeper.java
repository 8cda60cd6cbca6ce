package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.Ties;
import dev.weir.ledger.ClientKey;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Passing;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Terms;
import dev.weir.vault.Whereabouts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks after what one event loop's callers leave with the gateway: gives every exchange the memory that it needs, if
/// any, and finds what is named by an id.
public final class Keeper {
    private static final Duration MADE_LASTS = Duration.ofDays(365);
    private static final Duration LEG_LASTS = Duration.ofDays(1);

    private final Deposits deposits;
    private final @Nullable Deposits brief;

    public Keeper(Deposits deposits) {
        this(deposits, null);
    }

    private Keeper(Deposits deposits, @Nullable Deposits brief) {
        this.deposits = deposits;
        this.brief = brief;
    }

    /// The same for one connection, over which a client may go on from answers that are not stored.
    ///
    /// @param mostBytes of those
    public Keeper over(int mostBytes) {
        Passing passing = new Passing(deposits, mostBytes);
        return new Keeper(passing, passing.brief());
    }

    /// Where things are kept, as this event loop sees it.
    public Deposits deposits() {
        return deposits;
    }

    /// A request as its memory is made for it.
    ///
    /// @param body with what it builds on in it
    public record Ask(
            ClientDialect dialect,
            ClientKey key,
            byte[] body,
            RequestProbe.Found found,
            Plan plan,
            Terms terms,
            Issuers issuers) {}

    /// The memory of an exchange, or null where there is nothing to take up and nothing to leave.
    public @Nullable Memory memory(Ask ask) {
        Ties ties = ask.found().ties();
        Terms terms = ask.terms();
        Keepsakes keepsakes = ask.dialect().keepsakes();
        Owner owner = owner(ask.key());
        if (ties == null || keepsakes == null) {
            if (ties != null && ties.answer() == Ties.After.KEPT && terms.responses() != null) {
                return new ThreadMemory(this, ask.key(), owner, terms.responses());
            }
            return terms.reasoning() != null
                            && !ask.dialect().bytes().carriesSeals()
                            && ask.plan().crosses()
                    ? new SealMemory(deposits, owner, terms.reasoning(), terms.mostBytes())
                    : null;
        }
        Memory tied = tied(ask, ties, keepsakes);
        return terms.reasoning() != null && ask.issuers().areToBeTold()
                ? new ToldSeals(
                        deposits,
                        owner,
                        terms.reasoning(),
                        keepsakes,
                        ties.seals().issuers(),
                        tied)
                : tied;
    }

    /// What a thing that a request names is kept under.
    public static Slip slip(Owner owner, Ties.Thing thing) {
        return switch (thing.kind()) {
            case FILE, STORE, CACHE -> new Slip(owner, Slip.Kind.OBJECT, thing.id());
            case LEG -> new Slip(owner, Slip.Kind.OBJECT, leg(thing.id()));
            case CONTAINER -> new Slip(owner, Slip.Kind.ITEM, thing.id());
            case ANSWER -> new Slip(owner, Slip.Kind.RESPONSE, thing.id());
        };
    }

    /// Notes whose that is which a provider made for an answer beside it.
    void made(ClientKey key, Step step, Pass pass, Delivered delivered) {
        made(deposits, owner(key), step, pass, delivered);
    }

    static void made(Deposits deposits, Owner owner, Step step, Pass pass, Delivered delivered) {
        byte[] at = new Stored.There(Provenance.of(step, pass)).bytes();
        delivered.takeMade().forEach((id, what) -> {
            switch (what) {
                case CONTAINER -> deposits.put(new Deposit(new Slip(owner, Slip.Kind.ITEM, id), at, MADE_LASTS));
                case FILE -> deposits.put(new Deposit(new Slip(owner, Slip.Kind.OBJECT, id), at, MADE_LASTS));
                case LEG -> deposits.put(new Deposit(new Slip(owner, Slip.Kind.OBJECT, leg(id)), at, LEG_LASTS));
            }
        });
    }

    /// What stands for the token of a leg, which may be long, and which clients send back in another alphabet of
    /// base64.
    static String leg(String token) {
        String plain = token.replace('-', '+').replace('_', '/').replace("=", "");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
            return "leg:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private @Nullable Memory answers(Ask ask, Ties ties, Keepsakes keepsakes) {
        Duration lasts = ask.terms().responses();
        if (lasts == null) {
            return null;
        }
        int most = ask.terms().mostBytes();
        Owner owner = owner(ask.key());
        if (ties.answer() == Ties.After.KEPT && ask.body().length <= most) {
            return new ResponseMemory(
                    deposits, owner, lasts, most, ask.dialect(), keepsakes, ask.body(), ties.previous());
        }
        Memory containers = new ContainerMemory(deposits, owner, lasts);
        return brief == null || ties.answer() == Ties.After.KEPT
                ? containers
                : new PassingMemory(brief, owner, ask.dialect(), keepsakes, ask.body(), containers);
    }

    private @Nullable Memory tied(Ask ask, Ties ties, Keepsakes keepsakes) {
        Terms terms = ask.terms();
        Memory answers = answers(ask, ties, keepsakes);
        return ties.conversation() == null || ties.taken() < 0
                ? answers
                : new ConversationMemory(
                        deposits,
                        Talks.slip(ask.key(), ties.conversation()),
                        terms,
                        ask.dialect(),
                        keepsakes.conversations(),
                        ask.body(),
                        ties.taken(),
                        answers);
    }

    /// Finds out whose the seals in a request are.
    ///
    /// @param then called once on the event loop with what is known of it: issuers by seal
    public void issuers(ClientKey key, Keepsakes keepsakes, byte[] body, Consumer<Map<String, String>> then) {
        Set<String> seals = new LinkedHashSet<>(keepsakes.seals(body));
        if (seals.isEmpty()) {
            then.accept(Map.of());
            return;
        }
        Map<String, String> known = new HashMap<>();
        int[] left = {seals.size()};
        for (String seal : seals) {
            deposits.find(ToldSeals.slip(owner(key), seal), found -> {
                if (found instanceof Found.Kept(byte[] content)) {
                    known.put(seal, new String(content, StandardCharsets.UTF_8));
                }
                if (--left[0] == 0) {
                    then.accept(known);
                }
            });
        }
    }

    /// Finds what a request builds on.
    ///
    /// @param then called once on the event loop
    public void gather(ClientDialect dialect, ClientKey key, byte[] body, Ties ties, Terms terms, Consumer<Tied> then) {
        Keepsakes keepsakes = dialect.keepsakes();
        if (nothingIsKept(terms) && key.equals(ClientKey.OPEN)) {
            then.accept(Tied.Free.HERE);
        } else if (nothingIsKept(terms) && ties.goOn()) {
            then.accept(new Tied.Refused(new Failure.NotFound(
                    "Nothing is kept here, for `vault.responses` is off. Send the conversation itself as `input`.",
                    "previous_response_not_found")));
        } else {
            Gathering.Care care = key.equals(ClientKey.OPEN)
                    ? Gathering.Care.NOTHING
                    : terms.responses() == null ? Gathering.Care.THINGS : Gathering.Care.ALL;
            new Gathering(deposits, owner(key), keepsakes, ties, body, care, then).begin();
        }
    }

    private static boolean nothingIsKept(Terms terms) {
        return terms.responses() == null && terms.conversations() == null;
    }

    /// What became of a look for an answer.
    public sealed interface Sought {
        /// It is kept here.
        record Here(Keepsakes.Kept kept) implements Sought {}

        /// It lives at a provider.
        record There(Whereabouts at, Stored.Tally tally) implements Sought {}

        record Missing(Failure failure) implements Sought {}
    }

    /// Finds an answer by its id.
    ///
    /// @param then called once on the event loop
    public void find(ClientKey key, String id, Consumer<Sought> then) {
        deposits.find(new Slip(owner(key), Slip.Kind.RESPONSE, id), found -> then.accept(sought(id, found)));
    }

    private static Sought sought(String id, Found found) {
        return switch (found) {
            case Found.Kept(byte[] content) ->
                switch (Stored.read(content)) {
                    case null -> new Sought.Missing(unknown(id));
                    case Stored.Within _ -> new Sought.Missing(unknown(id));
                    case Stored.Conversation _ -> new Sought.Missing(unknown(id));
                    case Stored.Here here -> new Sought.Here(here.kept());
                    case Stored.There there -> new Sought.There(there.at(), there.tally());
                };
            case Found.Nothing _ -> new Sought.Missing(unknown(id));
            case Found.Unavailable gone -> new Sought.Missing(Gathering.unavailable(gone.why()));
        };
    }

    private static Failure unknown(String id) {
        return new Failure.NotFound("Response with id '" + id + "' not found.", null);
    }

    /// Forgets an answer that is kept here, and its items.
    public void forget(ClientKey key, String id, List<String> items) {
        forget(key, id);
        items.forEach(item -> deposits.remove(new Slip(owner(key), Slip.Kind.ITEM, item)));
    }

    /// Forgets an answer.
    public void forget(ClientKey key, String id) {
        deposits.remove(new Slip(owner(key), Slip.Kind.RESPONSE, id));
    }

    /// The memory of an exchange that removes an answer at its provider.
    public Memory farewell(ClientKey key, String id) {
        return new Farewell(() -> forget(key, id));
    }

    /// The memory of an exchange that asks for an answer whose usage was not counted yet.
    public Memory tally(ClientKey key, String id, Duration lasts) {
        return new Provenance().tallying(deposits, new Slip(owner(key), Slip.Kind.RESPONSE, id), lasts);
    }

    private static Owner owner(ClientKey key) {
        return Owner.of(key.name());
    }
}
