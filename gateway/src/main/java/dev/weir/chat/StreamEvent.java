package dev.weir.chat;

import java.util.List;

/// An event of an answer as it arrives. The grammar: `Started` first; blocks start, change and end, several may be open
/// at once in different choices; usage may come at any time and after `ChoiceFinished`; exactly one terminal event
/// (`Ended` or `Failed`) and nothing after it. [Grammar] checks it.
public sealed interface StreamEvent {
    record Started(Head head) implements StreamEvent {}

    /// A block begins.
    ///
    /// @param block dense from 0 within its choice, in order of arrival
    record BlockStarted(int choice, int block, BlockKind kind) implements StreamEvent {}

    record BlockDelta(int choice, int block, Delta delta) implements StreamEvent {}

    /// The block's seal is known (replaces an earlier one).
    record BlockSealed(int choice, int block, Seal seal) implements StreamEvent {}

    record BlockEnded(int choice, int block) implements StreamEvent {}

    record LogprobsAdded(int choice, List<Logprob> logprobs) implements StreamEvent {
        public LogprobsAdded {
            logprobs = List.copyOf(logprobs);
        }
    }

    /// Usage so far, cumulative: the last one wins.
    record Metered(Usage usage) implements StreamEvent {}

    record ChoiceFinished(int choice, Finish finish) implements StreamEvent {}

    /// Fields of a provider's event that the model does not name.
    record Noted(Extras extras) implements StreamEvent {}

    /// Terminal: the answer is whole.
    record Ended() implements StreamEvent {}

    /// Terminal: the answer is not whole.
    record Failed(Failure failure) implements StreamEvent {}

    /// What a block is.
    sealed interface BlockKind {
        record TextBlock() implements BlockKind {}

        record RefusalBlock() implements BlockKind {}

        record ThoughtBlock(Part.Thought.Form form) implements BlockKind {}

        record ToolCallBlock(String id, Part.ToolKind kind, String name) implements BlockKind {}

        /// A call that the provider runs itself.
        ///
        /// @param marks what is known of it when it begins; its extras say where it stands
        record HostedCallBlock(String id, String name, Marks marks) implements BlockKind {}

        /// A block that arrives whole (a hosted result, media, redacted thinking, a foreign block); it has no deltas.
        record Whole(Part part) implements BlockKind {}
    }

    /// What a block grows by.
    sealed interface Delta {
        /// Words of a text, refusal or thought block.
        record Words(String text) implements Delta {}

        /// More of the arguments of a tool call or hosted call.
        record Args(String text) implements Delta {}

        /// A citation on the block's text.
        record Cited(Annotation annotation) implements Delta {}
    }
}
