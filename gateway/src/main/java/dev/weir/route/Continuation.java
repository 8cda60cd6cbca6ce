package dev.weir.route;

import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one attempt adds to a stream that another began. It keeps back the head, thoughts that come before the text,
/// and the text that the client has already; where the new answer departs from that, it says so and adds nothing.
final class Continuation implements StreamEncoder {
    private static final int HIDDEN = -1;
    private static final int TEXT = -2;

    private final Rescue rescue;
    private final Rescue.Way way;
    private final String prefix;
    private final long begun;
    private final Map<Integer, Integer> blocks = new HashMap<>();
    private int matched;
    private boolean met;
    private boolean spoken;
    private boolean departed;
    private @Nullable Usage told;

    Continuation(Rescue rescue, Rescue.Way way) {
        this.rescue = rescue;
        this.way = way;
        this.begun = Math.max(1, rescue.text().length() / 4);
        this.prefix = switch (way) {
            case RESTART -> rescue.text();
            // White space at its end is not handed over, for some do not take it, and may come again.
            case PREFILL, INSTRUCT ->
                rescue.text().substring(rescue.text().stripTrailing().length());
        };
        this.met = way != Rescue.Way.RESTART || prefix.isEmpty();
    }

    Rescue.Way way() {
        return way;
    }

    /// All text that the client has.
    String text() {
        return rescue.text();
    }

    /// The usage that the client was told, or null.
    @Nullable
    Usage usage() {
        return told;
    }

    /// Whether the new answer is another one than the client has the beginning of.
    boolean hasDeparted() {
        return departed;
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (departed) {
            return;
        }
        switch (event) {
            case StreamEvent.Started _, StreamEvent.Noted _, StreamEvent.Failed _ -> {}
            case StreamEvent.BlockStarted e -> {
                if (e.choice() == 0) {
                    start(e, out);
                }
            }
            case StreamEvent.BlockDelta e -> {
                if (e.choice() == 0) {
                    delta(e, out);
                }
            }
            case StreamEvent.BlockSealed e -> {
                int block = e.choice() == 0 ? blocks.getOrDefault(e.block(), HIDDEN) : HIDDEN;
                if (block >= 0) {
                    rescue.tell(new StreamEvent.BlockSealed(0, block, e.seal()), out);
                }
            }
            case StreamEvent.BlockEnded e ->
                end(e.choice() == 0 ? blocks.getOrDefault(e.block(), HIDDEN) : HIDDEN, out);
            case StreamEvent.LogprobsAdded e -> {
                if (e.choice() == 0 && met && spoken) {
                    rescue.tell(e, out);
                }
            }
            case StreamEvent.Metered e -> {
                told = metered(e.usage());
                rescue.tell(new StreamEvent.Metered(told), out);
            }
            case StreamEvent.ChoiceFinished e -> {
                if (e.choice() == 0 && reached()) {
                    rescue.endText(out);
                    rescue.tell(e, out);
                }
            }
            case StreamEvent.Ended e -> {
                if (reached()) {
                    rescue.tell(e, out);
                }
            }
        }
    }

    /// Whether all that the client has came again; an answer that ends before is another one.
    private boolean reached() {
        departed |= !met;
        return met;
    }

    private void start(StreamEvent.BlockStarted e, ByteSink out) {
        switch (e.kind()) {
            case BlockKind.TextBlock _ -> blocks.put(e.block(), TEXT);
            case BlockKind.ThoughtBlock _ -> blocks.put(e.block(), spoken ? rescue.begin(e.kind(), out) : HIDDEN);
            case BlockKind.Whole(Part part)
            when part instanceof Part.Thought -> blocks.put(e.block(), spoken ? rescue.begin(e.kind(), out) : HIDDEN);
            case BlockKind.RefusalBlock _,
                    BlockKind.ToolCallBlock _,
                    BlockKind.HostedCallBlock _,
                    BlockKind.Whole _ -> {
                if (reached()) {
                    spoken = true;
                    blocks.put(e.block(), rescue.begin(e.kind(), out));
                }
            }
        }
    }

    private void delta(StreamEvent.BlockDelta e, ByteSink out) {
        int block = blocks.getOrDefault(e.block(), HIDDEN);
        if (block >= 0) {
            rescue.tell(new StreamEvent.BlockDelta(0, block, e.delta()), out);
        } else if (block == TEXT && e.delta() instanceof Delta.Words words) {
            words(words.text(), out);
        } else if (block == TEXT && met && spoken && rescue.openText() >= 0) {
            rescue.tell(new StreamEvent.BlockDelta(0, rescue.openText(), e.delta()), out);
        }
    }

    private void words(String text, ByteSink out) {
        int from = 0;
        while (matched < prefix.length() && from < text.length() && text.charAt(from) == prefix.charAt(matched)) {
            from++;
            matched++;
        }
        if (matched == prefix.length()) {
            met = true;
        } else if (from < text.length()) {
            if (way == Rescue.Way.RESTART) {
                departed = true;
                return;
            }
            matched = prefix.length();
        }
        if (from < text.length()) {
            spoken = true;
            rescue.say(text.substring(from), out);
        }
    }

    private void end(int block, ByteSink out) {
        if (block >= 0) {
            rescue.tell(new StreamEvent.BlockEnded(0, block), out);
        } else if (block == TEXT && spoken) {
            rescue.endText(out);
        }
    }

    /// The usage of what the client received. A restart tells the whole answer's; a continuation its own part, with the
    /// text before it as input, which is told as the output that it is.
    private Usage metered(Usage said) {
        return switch (way) {
            case RESTART -> said;
            case PREFILL, INSTRUCT -> {
                Usage before = rescue.usage();
                Usage.Input input = before == null ? less(said.input(), begun) : before.input();
                Usage.Output output = said.output();
                yield new Usage(
                        input,
                        new Usage.Output(output.visible() + begun, output.reasoning(), output.audio(), output.images()),
                        said.service(),
                        Usage.Source.ESTIMATED,
                        null);
            }
        };
    }

    private static Usage.Input less(Usage.Input input, long tokens) {
        return new Usage.Input(
                Math.max(0, input.fresh() - tokens),
                input.cacheRead(),
                input.cacheWrite(),
                input.cacheWriteLong(),
                input.toolUse(),
                input.audio());
    }
}
