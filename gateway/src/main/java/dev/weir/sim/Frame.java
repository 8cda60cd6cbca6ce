package dev.weir.sim;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// One event of a stream as text, in parts so that what many events share is kept once.
///
/// @param tokens how much content it carries; faults and speed count by it
record Frame(Role role, int tokens, List<String> parts) {

    Frame {
        parts = List.copyOf(parts);
    }

    /// What an event is to a stream.
    enum Role {
        /// Before or beside content.
        SIDE,
        CONTENT,
        /// Says why the answer ends, or what it cost.
        FINISH,
        /// Marks the end of the stream.
        END
    }

    static Frame side(String text) {
        return new Frame(Role.SIDE, 0, List.of(text));
    }

    static Frame finish(String text) {
        return new Frame(Role.FINISH, 0, List.of(text));
    }

    static Frame end(String text) {
        return new Frame(Role.END, 0, List.of(text));
    }

    static Frame content(String text, int tokens) {
        return new Frame(Role.CONTENT, tokens, List.of(text));
    }

    void writeTo(StringBuilder out) {
        for (String part : parts) {
            out.append(part);
        }
    }

    /// An event text with one hole in a JSON string.
    record Stencil(String head, String tail) {

        /// What stands in a tree where the hole is to be.
        static final String HOLE = "\u0001";

        private static final String WRITTEN = "\\u0001";

        /// Splits an event at its hole.
        static Stencil of(String event) {
            int hole = event.toLowerCase(Locale.ROOT).indexOf(WRITTEN);
            return new Stencil(event.substring(0, hole), event.substring(hole + WRITTEN.length()));
        }

        Frame content(String text, int tokens) {
            return new Frame(Role.CONTENT, tokens, List.of(head, Json.quote(text), tail));
        }
    }

    /// An event in the form of OpenAI: data only.
    static String data(JsonNode node) {
        return "data: " + Json.write(node) + "\n\n";
    }
}
