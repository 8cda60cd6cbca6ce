package dev.weir.chat;

import dev.weir.chat.StreamEvent.BlockDelta;
import dev.weir.chat.StreamEvent.BlockEnded;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.BlockSealed;
import dev.weir.chat.StreamEvent.BlockStarted;
import dev.weir.chat.StreamEvent.ChoiceFinished;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.StreamEvent.Ended;
import dev.weir.chat.StreamEvent.Failed;
import dev.weir.chat.StreamEvent.LogprobsAdded;
import dev.weir.chat.StreamEvent.Metered;
import dev.weir.chat.StreamEvent.Noted;
import dev.weir.chat.StreamEvent.Started;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Checks that a stream of events is well formed, and throws on the first event that is not. It wraps every stream in
/// the tests.
///
/// Invariants: `Started` comes first and once. Block numbers of a choice are dense from 0. A delta or an end names an
/// open block, and fits its kind. A choice finishes once, with no block open. `Ended` needs every choice that began to
/// be finished. Nothing follows a terminal event.
public final class Grammar implements Consumer<StreamEvent> {
    private final Consumer<StreamEvent> next;
    private final Map<Integer, Map<Integer, BlockKind>> open = new HashMap<>();
    private final Map<Integer, Integer> started = new HashMap<>();
    private final Set<Integer> finished = new HashSet<>();
    private boolean begun;
    private boolean over;

    public Grammar(Consumer<StreamEvent> next) {
        this.next = next;
    }

    public boolean isOver() {
        return over;
    }

    @Override
    public void accept(StreamEvent event) {
        require(!over, "an event after the terminal one", event);
        require(begun || event instanceof Started || event instanceof Failed, "an event before Started", event);
        switch (event) {
            case Started _ -> {
                require(!begun, "a second Started", event);
                begun = true;
            }
            case BlockStarted e -> {
                require(!finished.contains(e.choice()), "a block in a finished choice", event);
                int expected = started.merge(e.choice(), 1, Integer::sum) - 1;
                require(e.block() == expected, "a block out of number, expected " + expected, event);
                blocks(e.choice()).put(e.block(), e.kind());
            }
            case BlockDelta e -> fits(kind(e.choice(), e.block(), event), e.delta(), event);
            case BlockSealed e -> kind(e.choice(), e.block(), event);
            case BlockEnded e -> {
                kind(e.choice(), e.block(), event);
                blocks(e.choice()).remove(e.block());
            }
            case ChoiceFinished e -> {
                require(finished.add(e.choice()), "a choice that finishes twice", event);
                require(blocks(e.choice()).isEmpty(), "a choice that finishes with a block open", event);
            }
            case Ended _ -> {
                require(finished.containsAll(started.keySet()), "an end with a choice unfinished", event);
                over = true;
            }
            case Failed _ -> over = true;
            case LogprobsAdded _, Metered _, Noted _ -> {}
        }
        next.accept(event);
    }

    private Map<Integer, BlockKind> blocks(int choice) {
        return open.computeIfAbsent(choice, _ -> new HashMap<>());
    }

    private BlockKind kind(int choice, int block, StreamEvent event) {
        BlockKind kind = blocks(choice).get(block);
        if (kind == null) {
            throw new IllegalStateException("no open block " + choice + "/" + block + ": " + event);
        }
        return kind;
    }

    private static void fits(BlockKind kind, Delta delta, StreamEvent event) {
        boolean ok = switch (kind) {
            case BlockKind.TextBlock _ -> delta instanceof Delta.Words || delta instanceof Delta.Cited;
            case BlockKind.RefusalBlock _, BlockKind.ThoughtBlock _ -> delta instanceof Delta.Words;
            case BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _ -> delta instanceof Delta.Args;
            case BlockKind.Whole _ -> false;
        };
        require(ok, "a delta that does not fit its block " + kind, event);
    }

    private static void require(boolean ok, String problem, StreamEvent event) {
        if (!ok) {
            throw new IllegalStateException(problem + ": " + event);
        }
    }
}
