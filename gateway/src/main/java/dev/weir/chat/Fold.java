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
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Folds the events of a stream into the response they amount to.
public final class Fold implements Consumer<StreamEvent> {
    private final TreeMap<Integer, Growing> choices = new TreeMap<>();
    private final List<Extras> extras = new ArrayList<>();
    private Head head = new Head(null, null, null);
    private @Nullable Usage usage;
    private @Nullable Failure failure;
    private boolean ended;

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case Started e -> head = e.head();
            case BlockStarted e -> choice(e.choice()).blocks.add(new Block(e.kind()));
            case BlockDelta e -> choice(e.choice()).blocks.get(e.block()).grow(e.delta());
            case BlockSealed e -> choice(e.choice()).blocks.get(e.block()).seal = e.seal();
            case BlockEnded _ -> {}
            case LogprobsAdded e -> choice(e.choice()).logprobs.addAll(e.logprobs());
            case Metered e -> usage = e.usage();
            case ChoiceFinished e -> choice(e.choice()).finish = e.finish();
            case Noted e -> extras.add(e.extras());
            case Ended _ -> ended = true;
            case Failed e -> failure = e.failure();
        }
    }

    /// Whether the stream said that it was complete.
    public boolean isComplete() {
        return ended;
    }

    /// Why it failed, or null.
    public @Nullable Failure failure() {
        return failure;
    }

    /// What has arrived so far.
    public ChatResponse response() {
        List<Choice> out = new ArrayList<>();
        choices.forEach((index, choice) -> out.add(new Choice(
                index, choice.blocks.stream().map(Block::part).toList(), choice.finish, choice.logprobs, Extras.NONE)));
        return new ChatResponse(head, out, usage, extras);
    }

    private Growing choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Growing());
    }

    private static final class Growing {
        private final List<Block> blocks = new ArrayList<>();
        private final List<Logprob> logprobs = new ArrayList<>();
        private Finish finish = new Finish(Stop.OTHER, null, null, Extras.NONE);
    }

    private static final class Block {
        private final BlockKind kind;
        private final StringBuilder text = new StringBuilder();
        private final List<Annotation> annotations = new ArrayList<>();
        private @Nullable Seal seal;

        private Block(BlockKind kind) {
            this.kind = kind;
        }

        private void grow(Delta delta) {
            switch (delta) {
                case Delta.Words words -> text.append(words.text());
                case Delta.Args args -> text.append(args.text());
                case Delta.Cited cited -> annotations.add(cited.annotation());
            }
        }

        private Part part() {
            Marks marks = Marks.of(seal);
            return switch (kind) {
                case BlockKind.TextBlock _ -> new Part.Text(text.toString(), annotations, marks);
                case BlockKind.RefusalBlock _ -> new Part.Refusal(text.toString(), marks);
                case BlockKind.ThoughtBlock thought -> new Part.Thought(text.toString(), thought.form(), marks);
                case BlockKind.ToolCallBlock call ->
                    new Part.ToolCall(call.id(), call.kind(), call.name(), text.toString(), marks);
                case BlockKind.HostedCallBlock call ->
                    new Part.HostedCall(
                            call.id(),
                            call.name(),
                            text.toString(),
                            seal == null ? call.marks() : call.marks().withSeal(seal));
                case BlockKind.Whole whole -> whole.part();
            };
        }
    }
}
