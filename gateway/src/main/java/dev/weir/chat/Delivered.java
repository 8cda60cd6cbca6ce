package dev.weir.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the client has in hand so far. Both lanes keep it for every stream, and every encoder can start from it: an
/// error, an end or another target's continuation follows what was already sent.
///
/// Not thread-safe: it belongs to one exchange on one event loop.
public final class Delivered {
    private static final int MOST_TEXT = 1 << 20;

    private @Nullable String id;
    private @Nullable String model;
    private @Nullable Long created;
    private @Nullable Usage usage;
    private @Nullable Usage due;
    private @Nullable String tier;
    private long searches;
    private long lookups;
    private Units units = Units.NONE;
    private @Nullable Finish finish;
    private final StringBuilder text = new StringBuilder();
    private long grown;
    private long sequence = -1;
    private boolean begun;
    private boolean toolCallOpen;
    private boolean thoughtOpen;
    private List<String> items = List.of();
    private Map<String, Made> made = Map.of();
    private boolean wholeWanted;
    private int choicesWanted = 1;
    private byte @Nullable [] whole;
    private int invalidFrames;
    private long frames;

    /// The head as first sent; later ones are ignored, for a client keeps one response id.
    public void begin(Head head) {
        if (!begun) {
            begun = true;
            id = head.id();
            model = head.model();
            created = head.created();
        }
    }

    /// Follows one event on its way to the client.
    public void accept(StreamEvent event) {
        frames++;
        switch (event) {
            case StreamEvent.Started e -> begin(e.head());
            case StreamEvent.BlockStarted e -> {
                toolCallOpen = e.kind() instanceof StreamEvent.BlockKind.ToolCallBlock;
                thoughtOpen = e.kind() instanceof StreamEvent.BlockKind.ThoughtBlock;
            }
            case StreamEvent.BlockDelta e -> {
                if (!toolCallOpen && !thoughtOpen && e.delta() instanceof StreamEvent.Delta.Words words) {
                    text(words.text());
                }
            }
            case StreamEvent.BlockEnded _ -> {
                toolCallOpen = false;
                thoughtOpen = false;
            }
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.ChoiceFinished e -> finish = e.finish();
            case StreamEvent.BlockSealed _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Noted _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> {}
        }
    }

    /// A frame of the byte lane went by.
    public void frame() {
        frames++;
    }

    /// Visible text of the byte lane.
    public void text(String more) {
        grown += more.length();
        if (grown <= MOST_TEXT) {
            text.append(more);
        }
    }

    public void toolCall() {
        toolCallOpen = true;
    }

    public void meter(Usage latest) {
        Usage served = tier == null ? latest : latest.servedIn(tier);
        usage = served.searchedAtLeast(searches).lookedUpAtLeast(lookups);
    }

    /// The answer of the byte lane says, beside its usage, in which class of service it is served; the last word
    /// counts.
    ///
    /// @param name null for the usual one
    public void servedIn(@Nullable String name) {
        tier = name;
        usage = usage == null ? null : usage.servedIn(name);
    }

    /// The answer of the byte lane shows, beside its usage, that the provider searched the web so often.
    public void searched(long times) {
        searches = Math.max(searches, times);
        usage = usage == null ? null : usage.searchedAtLeast(searches);
    }

    /// The same of files.
    public void lookedUp(long times) {
        lookups = Math.max(lookups, times);
        usage = usage == null ? null : usage.lookedUpAtLeast(lookups);
    }

    /// The class of service by [#servedIn(String)].
    public @Nullable String tier() {
        return tier;
    }

    /// What something that was begun before has used, which other exchanges may see as well: it is metered once one of
    /// them has claimed it.
    public void due(Usage used) {
        due = used;
    }

    /// What was used and is to be claimed, or null.
    public @Nullable Usage due() {
        return due;
    }

    /// What is billed by the piece.
    public void count(Units latest) {
        units = latest;
    }

    public void finish(Finish how) {
        finish = how;
    }

    /// The number that an event of the byte lane bore, where the dialect numbers them.
    public void sequence(long number) {
        sequence = Math.max(sequence, number);
    }

    /// An item of the byte lane has an id under which its provider keeps it.
    public void item(String itemId) {
        if (items.isEmpty()) {
            items = new ArrayList<>();
        }
        if (!items.contains(itemId)) {
            items.add(itemId);
        }
    }

    /// The ids of items that were not taken yet.
    public List<String> takeItems() {
        List<String> taken = items;
        items = List.of();
        return taken;
    }

    /// How many answers the client asked for.
    public void wantChoices(int choices) {
        choicesWanted = choices;
    }

    public int choicesWanted() {
        return choicesWanted;
    }

    /// What may be made for an answer beside it, at its provider.
    public enum Made {
        CONTAINER,
        FILE,
        /// The token that the next leg of the answer is asked for with; the last one counts.
        LEG
    }

    /// Something was made for the answer, and lives on.
    public void made(Made what, String thing) {
        if (made.isEmpty()) {
            made = new LinkedHashMap<>();
        }
        if (what == Made.LEG) {
            made.values().removeIf(before -> before == Made.LEG);
        }
        made.put(thing, what);
    }

    /// Whether something was made that was not taken yet.
    public boolean hasMade() {
        return !made.isEmpty();
    }

    /// What was made and not taken yet, by its id.
    public Map<String, Made> takeMade() {
        Map<String, Made> taken = made;
        made = Map.of();
        return taken;
    }

    /// From now on the whole answer is wanted as it was in the end.
    public void wantWhole() {
        wholeWanted = true;
    }

    /// Whether somebody wants the whole answer of the byte lane, which costs a copy.
    public boolean isWholeWanted() {
        return wholeWanted;
    }

    /// The whole answer of the byte lane: one JSON document.
    public void whole(byte[] answer) {
        whole = answer;
    }

    /// The whole answer, once, where it was wanted and has come; else null.
    public byte @Nullable [] takeWhole() {
        byte[] taken = whole;
        whole = null;
        return taken;
    }

    /// A frame that was no frame stayed behind.
    public void invalidFrame() {
        invalidFrames++;
    }

    public @Nullable String id() {
        return id;
    }

    public @Nullable String model() {
        return model;
    }

    public @Nullable Long created() {
        return created;
    }

    /// Whether a first frame of an answer was seen (the role is sent with it).
    public boolean hasBegun() {
        return begun;
    }

    /// The beginning of the visible text, and all of it up to a million characters: nobody goes on from more.
    public String text() {
        return text.toString();
    }

    /// Characters of the visible text.
    public long length() {
        return grown;
    }

    /// Whether a tool call was begun and not ended.
    public boolean isToolCallOpen() {
        return toolCallOpen;
    }

    public @Nullable Usage usage() {
        return usage;
    }

    public Units units() {
        return units;
    }

    public @Nullable Finish finish() {
        return finish;
    }

    /// The number that the next event bears, where the dialect numbers them.
    public long nextSequence() {
        return sequence + 1;
    }

    public int invalidFrames() {
        return invalidFrames;
    }

    public long frames() {
        return frames;
    }
}
