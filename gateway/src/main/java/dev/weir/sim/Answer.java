package dev.weir.sim;

import java.util.List;
import java.util.Optional;

/// What the simulated model says, whatever dialect it is written in.
///
/// @param pieces in order
/// @param stop why it ends
/// @param matched the stop sequence that ended it
/// @param thought tokens of thought
/// @param visible tokens of everything else
record Answer(List<Piece> pieces, Stop stop, Optional<String> matched, int thought, int visible) {

    Answer {
        pieces = List.copyOf(pieces);
    }

    /// A part of an answer.
    sealed interface Piece {
        /// What the model thinks.
        record Thought(String text) implements Piece {}

        /// What the model thinks, not to be seen.
        record Redacted(String text) implements Piece {}

        /// What the model says; with a source it is a quotation.
        record Text(String text, Optional<Source> source) implements Piece {}

        /// A call of the client's tool; the arguments are JSON, cut short where the answer was.
        record Call(String name, String arguments) implements Piece {}

        /// A search that the provider ran.
        record Search(String query, List<Source> found) implements Piece {}
    }

    /// A page that a search found.
    record Source(String title, String url, String quote) {}

    /// Why an answer ends.
    enum Stop {
        END,
        LENGTH,
        SEQUENCE,
        CALLS,
        REFUSED,
        BLOCKED
    }
}
