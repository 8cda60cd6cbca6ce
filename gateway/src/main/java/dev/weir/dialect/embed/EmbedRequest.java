package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// A request for vectors, one for each input.
///
/// @param dimensions of a vector; null is the model's own
/// @param left fields that only the client's own dialect has a word for
record EmbedRequest(List<Input> inputs, @Nullable Integer dimensions, Aim aim, Encoding encoding, List<Loss> left) {
    EmbedRequest {
        inputs = List.copyOf(inputs);
        left = List.copyOf(left);
    }

    /// What the caller says of the inputs' use and length.
    ///
    /// @param task what the vectors are for, or null where nobody said
    /// @param taskAt JSON pointer of where it was said
    /// @param truncation what becomes of an input that is too long, or null where nobody said
    /// @param truncationAt JSON pointer of where it was said
    record Aim(@Nullable Task task, String taskAt, @Nullable Truncation truncation, String truncationAt) {
        static Aim of(@Nullable Task task, String at) {
            return new Aim(task, at, null, "");
        }
    }

    @Nullable
    Task task() {
        return aim.task;
    }

    @Nullable
    Truncation truncation() {
        return aim.truncation;
    }

    /// What becomes one vector.
    sealed interface Input {
        /// JSON pointer in the client's request.
        String at();
    }

    record Text(String at, String text) implements Input {}

    /// A text that is cut up already, for a tokeniser that both sides must share.
    record Tokens(String at, ArrayNode ids) implements Input {}

    /// Texts and pictures together.
    record Mixed(String at, List<Piece> pieces) implements Input {
        Mixed {
            pieces = List.copyOf(pieces);
        }

        /// One piece as a text is that text.
        static Input of(String at, List<Piece> pieces) {
            return pieces.size() == 1 && pieces.getFirst().picture() == null
                    ? new Text(at, pieces.getFirst().text())
                    : new Mixed(at, pieces);
        }

        boolean hasPictures() {
            return pieces.stream().anyMatch(piece -> piece.picture() != null);
        }

        String text() {
            return pieces.stream().map(Piece::text).collect(Collectors.joining("\n"));
        }
    }

    /// A text, or a picture as a URL (of data, or of a place on the web).
    record Piece(String text, @Nullable String picture) {}

    enum Encoding {
        FLOAT,
        BASE64
    }

    enum Truncation {
        NONE,
        START,
        END
    }

    /// What vectors are for, and the dialects' words for it.
    enum Task {
        QUERY("RETRIEVAL_QUERY", "search_query", "query", "retrieval.query"),
        DOCUMENT("RETRIEVAL_DOCUMENT", "search_document", "document", "retrieval.passage"),
        CLASSIFICATION("CLASSIFICATION", "classification", null, "classification"),
        CLUSTERING("CLUSTERING", "clustering", null, "separation"),
        SIMILARITY("SEMANTIC_SIMILARITY", null, null, "text-matching"),
        QUESTION("QUESTION_ANSWERING", null, null, null),
        FACT("FACT_VERIFICATION", null, null, null),
        CODE("CODE_RETRIEVAL_QUERY", null, null, "nl2code.query"),
        PICTURE(null, "image", null, null);

        private final @Nullable String gemini;
        private final @Nullable String cohere;
        private final @Nullable String voyage;
        private final @Nullable String jina;

        Task(@Nullable String gemini, @Nullable String cohere, @Nullable String voyage, @Nullable String jina) {
            this.gemini = gemini;
            this.cohere = cohere;
            this.voyage = voyage;
            this.jina = jina;
        }

        @Nullable
        String gemini() {
            return gemini;
        }

        @Nullable
        String cohere() {
            return cohere;
        }

        @Nullable
        String voyage() {
            return voyage;
        }

        @Nullable
        String jina() {
            return jina;
        }

        /// The task of any dialect's word, or null.
        static @Nullable Task of(String word) {
            for (Task task : values()) {
                for (String known : words(task)) {
                    if (known.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
                        return task;
                    }
                }
            }
            return null;
        }

        private static List<String> words(Task task) {
            List<String> out = new ArrayList<>();
            for (String word : new @Nullable String[] {task.gemini, task.cohere, task.voyage, task.jina}) {
                if (word != null) {
                    out.add(word);
                }
            }
            return out;
        }
    }
}
