package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Logprob;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The blocks of one stream, one open at a time. What a block stands for has a place, `2/content/0`; a host whose items
/// overlap (OpenRouter) has the first block closed when the second begins, and what comes late begins a block again.
final class Blocks {
    private final Map<String, StringBuilder> said = new HashMap<>();
    private final Map<String, Integer> told = new HashMap<>();
    private Consumer<StreamEvent> out = _ -> {};
    private String open = "";
    private @Nullable BlockKind kind;
    private int number = -1;
    private boolean called;

    void to(Consumer<StreamEvent> consumer) {
        out = consumer;
    }

    /// Whether there was a call for the client to answer.
    boolean hasCalled() {
        return called;
    }

    boolean isOpen(String place) {
        return kind != null && open.equals(place);
    }

    /// Whether the open block stands for a part of this item.
    boolean isOpenWithin(String item) {
        return kind != null && (open.equals(item) || open.startsWith(item + "/"));
    }

    void open(String place, BlockKind wanted) {
        if (isOpen(place)) {
            return;
        }
        close();
        called |= wanted instanceof BlockKind.ToolCallBlock;
        open = place;
        kind = wanted;
        number++;
        out.accept(new StreamEvent.BlockStarted(0, number, wanted));
    }

    void close() {
        if (kind != null) {
            out.accept(new StreamEvent.BlockEnded(0, number));
            kind = null;
            open = "";
        }
    }

    void words(String place, BlockKind wanted, String text) {
        if (!text.isEmpty()) {
            open(place, wanted);
            said.computeIfAbsent(place, _ -> new StringBuilder()).append(text);
            boolean args = wanted instanceof BlockKind.ToolCallBlock || wanted instanceof BlockKind.HostedCallBlock;
            out.accept(new StreamEvent.BlockDelta(0, number, args ? new Delta.Args(text) : new Delta.Words(text)));
        }
    }

    /// Says what is still missing of a text that has come whole.
    void complete(String place, BlockKind wanted, String whole) {
        String before = said.getOrDefault(place, new StringBuilder()).toString();
        if (whole.length() > before.length() && whole.startsWith(before)) {
            words(place, wanted, whole.substring(before.length()));
        }
    }

    /// Cites, where that was not done yet.
    ///
    /// @param index of the citation on its text
    void cite(String place, int index, Annotation annotation) {
        if (index >= told.getOrDefault(place, 0)) {
            told.put(place, index + 1);
            open(place, new BlockKind.TextBlock());
            out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Cited(annotation)));
        }
    }

    /// Tells the log-probabilities that were not told yet.
    ///
    /// @param all of the place from its beginning
    void logprobs(String place, List<Logprob> all) {
        String key = place + "/logprobs";
        int before = told.getOrDefault(key, 0);
        if (all.size() > before) {
            more(place, all.subList(before, all.size()));
        }
    }

    void more(String place, List<Logprob> more) {
        if (!more.isEmpty()) {
            told.merge(place + "/logprobs", more.size(), Integer::sum);
            out.accept(new StreamEvent.LogprobsAdded(0, more));
        }
    }

    void seal(Seal seal) {
        out.accept(new StreamEvent.BlockSealed(0, number, seal));
    }

    void whole(Part part) {
        called |= part instanceof Part.ToolCall;
        open("", new BlockKind.Whole(part));
        close();
    }

    void note(Extras extras) {
        if (!extras.isEmpty()) {
            out.accept(new StreamEvent.Noted(extras));
        }
    }
}
