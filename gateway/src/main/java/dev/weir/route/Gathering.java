package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Ties;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Looks for everything that a request builds on, all at once, and says what follows from it: whatever its caller does
/// not own does not exist.
final class Gathering {
    private static final String MISSING_ANSWER = "previous_response_not_found";

    private final Deposits deposits;
    private final Owner owner;
    private final @Nullable Keepsakes keepsakes;
    private final Ties ties;
    private final byte[] body;
    private final Care care;
    private final Consumer<Tied> then;
    private final Map<Slip, Found> found = new HashMap<>();
    private final Map<String, JsonNode> items = new LinkedHashMap<>();
    private @Nullable Whereabouts place;
    /// Where files and containers live.
    private @Nullable Whereabouts things;
    private Pin.Hold hold = Pin.Hold.THINGS;
    private Keepsakes.@Nullable Kept previous;
    private Conversations.@Nullable Kept talk;
    /// Whether all that is kept here is as providers of the dialect wrote it.
    private boolean untouched = true;
    private int outstanding;

    Gathering(
            Deposits deposits,
            Owner owner,
            @Nullable Keepsakes keepsakes,
            Ties ties,
            byte[] body,
            Care care,
            Consumer<Tied> then) {
        this.deposits = deposits;
        this.owner = owner;
        this.keepsakes = keepsakes;
        this.ties = ties;
        this.body = body;
        this.care = care;
        this.then = then;
    }

    /// Which ids, beside those of answers, have to be the caller's.
    enum Care {
        /// There is one caller.
        NOTHING,
        /// Those of files and containers.
        THINGS,
        /// Those of reasoning, too.
        ALL
    }

    void begin() {
        if (ties.conversation() != null && ties.previous() != null) {
            then.accept(new Tied.Refused(new Failure.BadRequest(
                    "Mutually exclusive parameters: 'conversation' and 'previous_response_id'. Send one of them.",
                    "conversation",
                    "mutually_exclusive_parameters")));
            return;
        }
        Set<Slip> wanted = new LinkedHashSet<>();
        if (ties.conversation() != null) {
            wanted.add(talk(ties.conversation()));
        }
        if (ties.previous() != null) {
            wanted.add(answer(ties.previous()));
        }
        Ties.Named named = ties.named();
        named.items().forEach(item -> wanted.add(slip(item)));
        named.thoughts().forEach(item -> wanted.add(slip(item)));
        named.things().forEach(thing -> wanted.add(Keeper.slip(owner, thing)));
        outstanding = wanted.size();
        if (wanted.isEmpty()) {
            then.accept(Tied.Free.HERE);
        }
        for (Slip slip : wanted) {
            deposits.find(slip, answer -> take(slip, answer));
        }
    }

    private Slip talk(String id) {
        return new Slip(owner, Slip.Kind.CONVERSATION, id);
    }

    private Slip answer(String id) {
        return new Slip(owner, Slip.Kind.RESPONSE, id);
    }

    /// An item of the gateway's own stands in its answer; a provider's has a row of its own.
    private Slip slip(String item) {
        String answer = keepsakes == null ? null : keepsakes.answerOf(item);
        return answer == null ? new Slip(owner, Slip.Kind.ITEM, item) : answer(answer);
    }

    private void take(Slip slip, Found answer) {
        found.put(slip, answer);
        if (slip.kind() == Slip.Kind.ITEM
                && stored(slip) instanceof Stored.Within(String id)
                && !found.containsKey(answer(id))) {
            outstanding++;
            deposits.find(answer(id), more -> take(answer(id), more));
        }
        if (--outstanding == 0) {
            then.accept(conclude());
        }
    }

    private Tied conclude() {
        for (Map.Entry<Slip, Found> each : found.entrySet()) {
            if (each.getValue() instanceof Found.Unavailable gone && matters(each.getKey())) {
                return new Tied.Refused(unavailable(gone.why()));
            }
        }
        Tied refused = ties.previous() == null ? null : previous(ties.previous());
        if (refused == null && ties.conversation() != null) {
            refused = conversation(ties.conversation());
        }
        for (String id : ties.named().items()) {
            refused = refused == null ? item(id) : refused;
        }
        for (String id : ties.named().thoughts()) {
            boolean known = stored(slip(id)) != null;
            refused = refused == null && (known || care == Care.ALL) ? item(id) : refused;
        }
        for (Ties.Thing thing : ties.named().things()) {
            refused = refused == null ? thing(thing) : refused;
        }
        if (refused != null) {
            return refused;
        }
        if (place != null) {
            boolean two = things != null && !place.isWhere(things);
            return two || previous != null || talk != null || !items.isEmpty()
                    ? apart()
                    : new Tied.Pinned(new Pin(place, Pin.Hold.HISTORY));
        }
        Pin pin = things == null ? null : new Pin(things, hold);
        boolean here = previous != null || talk != null || !items.isEmpty();
        if (!here || keepsakes == null) {
            return pin == null ? Tied.Free.HERE : new Tied.Pinned(pin);
        }
        Keepsakes.Origin origin = untouched ? Keepsakes.Origin.NATIVE : Keepsakes.Origin.TRANSLATED;
        if (talk == null) {
            return new Tied.Expanded(keepsakes.takenUp(body, previous, items), 0, origin, pin);
        }
        ArrayNode history = keepsakes.conversations().history(talk);
        return new Tied.Expanded(keepsakes.within(body, history, items), history.size(), origin, pin);
    }

    /// Where there is one caller, a file is its own, wherever it lives.
    private boolean matters(Slip slip) {
        return care != Care.NOTHING || slip.kind() != Slip.Kind.OBJECT;
    }

    private @Nullable Tied previous(String id) {
        if (stored(answer(id)) instanceof Stored.There(Whereabouts at, var _)) {
            place = at;
            return null;
        }
        if (stored(answer(id)) instanceof Stored.Here(Keepsakes.Kept kept)) {
            previous = kept;
            untouched &= kept.origin() == Keepsakes.Origin.NATIVE;
            return null;
        }
        return new Tied.Refused(
                new Failure.NotFound("Previous response with id '" + id + "' not found.", MISSING_ANSWER));
    }

    private @Nullable Tied conversation(String id) {
        if (stored(talk(id)) instanceof Stored.There(Whereabouts at, var _)) {
            place = at;
            return null;
        }
        if (stored(talk(id)) instanceof Stored.Conversation(Conversations.Kept kept)) {
            talk = kept;
            untouched &= kept.origin() == Keepsakes.Origin.NATIVE;
            return null;
        }
        return new Tied.Refused(Talks.unknown(id));
    }

    /// A file, a container or the like: it lives at a provider, and belongs to whoever had it made.
    private @Nullable Tied thing(Ties.Thing thing) {
        Stored stored = stored(Keeper.slip(owner, thing));
        boolean answer = thing.kind() == Ties.Kind.ANSWER;
        boolean leg = thing.kind() == Ties.Kind.LEG;
        if (stored instanceof Stored.There(Whereabouts at, var _)) {
            boolean elsewhere = things != null && !things.isWhere(at);
            things = at;
            hold = answer || leg ? Pin.Hold.HISTORY : hold;
            return elsewhere ? apart() : null;
        }
        if (stored instanceof Stored.Here) {
            return new Tied.Refused(new Failure.BadRequest(
                    "The answer '" + thing.id() + "' (" + thing.at()
                            + ") is kept by this gateway, where no provider can" + " look at it. Leave the field out.",
                    null,
                    null));
        }
        // Where answers are not kept, nobody knows whose one is; the token of a leg nobody guesses.
        boolean unknown = care == Care.NOTHING || answer && care != Care.ALL || leg;
        return unknown
                ? null
                : new Tied.Refused(new Failure.NotFound(
                        word(thing.kind()) + " with id '" + thing.id() + "' (" + thing.at()
                                + ") not found. This key had none of that id made through this gateway.",
                        null));
    }

    private static String word(Ties.Kind kind) {
        return switch (kind) {
            case FILE -> "File";
            case CONTAINER -> "Container";
            case STORE -> "Store";
            case CACHE -> "Cached content";
            case ANSWER -> "Answer";
            case LEG -> "Leg";
        };
    }

    private @Nullable Tied item(String id) {
        Stored resolved = resolved(slip(id));
        if (resolved instanceof Stored.There(Whereabouts at, var _)) {
            boolean elsewhere = place != null && !place.isWhere(at);
            place = at;
            return elsewhere ? apart() : null;
        }
        JsonNode item = keepsakes != null && resolved instanceof Stored.Here(Keepsakes.Kept kept)
                ? keepsakes.item(kept, id)
                : null;
        if (item == null) {
            return new Tied.Refused(new Failure.NotFound("Item with id '" + id + "' not found.", null));
        }
        items.put(id, item);
        untouched &= resolved instanceof Stored.Here(Keepsakes.Kept kept) && kept.origin() == Keepsakes.Origin.NATIVE;
        return null;
    }

    private @Nullable Stored stored(Slip slip) {
        return found.get(slip) instanceof Found.Kept(byte[] content) ? Stored.read(content) : null;
    }

    /// What an item is or is part of.
    private @Nullable Stored resolved(Slip slip) {
        return stored(slip) instanceof Stored.Within(String id) ? stored(answer(id)) : stored(slip);
    }

    static Failure unavailable(String why) {
        return new Failure.Overloaded(
                "What this request refers to cannot be looked up: " + why + ". Try again, or send the conversation"
                        + " itself as `input`.",
                null);
    }

    private static Tied apart() {
        return new Tied.Refused(new Failure.BadRequest(
                "What this request refers to is kept in different places. Send the items themselves as `input`.",
                "input",
                null));
    }
}
