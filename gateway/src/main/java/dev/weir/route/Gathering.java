package dev.weir.route;

import dev.weir.chat.Failure;
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

/// Looks for everything that a request builds on, all at once, and says what follows from it: whatever its caller does
/// not own does not exist.
final class Gathering {
    private static final String MISSING_ANSWER = "previous_response_not_found";

    private final Deposits deposits;
    private final Owner owner;
    private final Keepsakes keepsakes;
    private final Ties ties;
    private final byte[] body;
    private final Consumer<Tied> then;
    private final Map<Slip, Found> found = new HashMap<>();
    private int outstanding;

    Gathering(Deposits deposits, Owner owner, Keepsakes keepsakes, Ties ties, byte[] body, Consumer<Tied> then) {
        this.deposits = deposits;
        this.owner = owner;
        this.keepsakes = keepsakes;
        this.ties = ties;
        this.body = body;
        this.then = then;
    }

    void begin() {
        if (ties.conversation() != null) {
            then.accept(new Tied.Refused(new Failure.NotFound(
                    "Conversation with id '" + ties.conversation() + "' not found. This gateway serves no"
                            + " conversations: send `previous_response_id`, or the conversation itself as `input`.",
                    null)));
            return;
        }
        Set<Slip> wanted = new LinkedHashSet<>();
        if (ties.previous() != null) {
            wanted.add(answer(ties.previous()));
        }
        ties.items().forEach(item -> wanted.add(slip(item)));
        outstanding = wanted.size();
        for (Slip slip : wanted) {
            deposits.find(slip, answer -> take(slip, answer));
        }
    }

    private Slip answer(String id) {
        return new Slip(owner, Slip.Kind.RESPONSE, id);
    }

    /// An item of the gateway's own stands in its answer; a provider's has a row of its own.
    private Slip slip(String item) {
        String answer = keepsakes.answerOf(item);
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
        for (Found each : found.values()) {
            if (each instanceof Found.Unavailable gone) {
                return new Tied.Refused(unavailable(gone.why()));
            }
        }
        Whereabouts place = null;
        Keepsakes.Kept previous = null;
        if (ties.previous() != null) {
            switch (stored(answer(ties.previous()))) {
                case null -> {
                    return unknown(ties.previous());
                }
                case Stored.Within _ -> {
                    return unknown(ties.previous());
                }
                case Stored.There there -> place = there.at();
                case Stored.Here here -> previous = here.kept();
            }
        }
        Map<String, JsonNode> items = new LinkedHashMap<>();
        boolean untouched = previous == null || previous.origin() == Keepsakes.Origin.NATIVE;
        for (String id : ties.items()) {
            switch (resolved(slip(id))) {
                case Stored.There there -> {
                    if (place != null && !isOne(place, there.at())) {
                        return apart();
                    }
                    place = there.at();
                }
                case Stored.Here here -> {
                    JsonNode item = keepsakes.item(here.kept(), id);
                    if (item == null) {
                        return missing(id);
                    }
                    items.put(id, item);
                    untouched &= here.kept().origin() == Keepsakes.Origin.NATIVE;
                }
                case null -> {
                    return missing(id);
                }
                case Stored.Within _ -> {
                    return missing(id);
                }
            }
        }
        boolean here = previous != null || !items.isEmpty();
        if (place == null) {
            return new Tied.Expanded(
                    keepsakes.takenUp(body, previous, items),
                    untouched ? Keepsakes.Origin.NATIVE : Keepsakes.Origin.TRANSLATED);
        }
        return here ? apart() : new Tied.Pinned(place);
    }

    private static boolean isOne(Whereabouts one, Whereabouts other) {
        return one.endpoint().equals(other.endpoint()) && one.credential().equals(other.credential());
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

    private static Tied unknown(String answer) {
        return new Tied.Refused(
                new Failure.NotFound("Previous response with id '" + answer + "' not found.", MISSING_ANSWER));
    }

    private static Tied missing(String item) {
        return new Tied.Refused(new Failure.NotFound("Item with id '" + item + "' not found.", null));
    }

    private static Tied apart() {
        return new Tied.Refused(new Failure.BadRequest(
                "What this request refers to is kept in different places. Send the items themselves as `input`.",
                "input",
                null));
    }
}
