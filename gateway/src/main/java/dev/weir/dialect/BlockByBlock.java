package dev.weir.dialect;

import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The order of blocks in a dialect that tells them one after the other: what a second open block says waits until the
/// first has ended.
///
/// @param <B> an encoder's own notes of a block, one object for each
public final class BlockByBlock<B> {
    /// Tells one block.
    public interface Teller<B> {
        void start(B block, ByteSink out);

        void delta(B block, Delta delta, ByteSink out);

        void seal(B block, Seal seal);

        void end(B block, ByteSink out);
    }

    private final Teller<B> teller;
    private final Map<B, List<StreamEvent>> waiting = new LinkedHashMap<>();
    private @Nullable B open;

    public BlockByBlock(Teller<B> teller) {
        this.teller = teller;
    }

    /// Tells an event of a block, now or when it is that block's turn.
    public void event(B block, StreamEvent event, ByteSink out) {
        if (open == null || open.equals(block)) {
            tell(block, event, out);
        } else {
            waiting.computeIfAbsent(block, _ -> new ArrayList<>()).add(event);
        }
    }

    /// A block has begun in the client's stream: the others wait. One that says nothing never begins.
    public void begun(B block) {
        open = block;
    }

    /// The block that had begun has ended: those that waited have their turns.
    public void ended(ByteSink out) {
        open = null;
        while (open == null && !waiting.isEmpty()) {
            B first = waiting.keySet().iterator().next();
            List<StreamEvent> held = waiting.remove(first);
            if (held != null) {
                held.forEach(event -> tell(first, event, out));
            }
        }
    }

    private void tell(B block, StreamEvent event, ByteSink out) {
        switch (event) {
            case StreamEvent.BlockStarted _ -> teller.start(block, out);
            case StreamEvent.BlockDelta e -> teller.delta(block, e.delta(), out);
            case StreamEvent.BlockSealed e -> teller.seal(block, e.seal());
            case StreamEvent.BlockEnded _ -> teller.end(block, out);
            case StreamEvent.Started _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Metered _,
                    StreamEvent.ChoiceFinished _,
                    StreamEvent.Noted _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> throw new IllegalArgumentException("no event of a block: " + event);
        }
    }
}
