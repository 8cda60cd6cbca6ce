package dev.weir.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a user text asks of the simulator in double brackets: `[[say: exact text]]`, `[[call: name {json}]]`.
///
/// @param say the exact text of the answer
/// @param think the exact text of the thought
/// @param calls the tool calls of the answer
/// @param search what to look for on the web
/// @param acts what needs no argument
record Directives(
        Optional<String> say, Optional<String> think, List<Call> calls, Optional<String> search, List<Act> acts) {

    Directives {
        calls = List.copyOf(calls);
        acts = List.copyOf(acts);
    }

    /// A tool call asked for; without arguments they are made from the tool's schema.
    record Call(String name, Optional<String> arguments) {}

    /// What needs no argument.
    enum Act {
        /// The model refuses.
        REFUSE,
        /// The provider blocks the answer.
        BLOCK,
        /// The thought is redacted.
        REDACT
    }

    static final Directives NONE =
            new Directives(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of());

    static Directives parse(String text) {
        if (!text.contains("[[")) {
            return NONE;
        }
        Optional<String> say = Optional.empty();
        Optional<String> think = Optional.empty();
        Optional<String> search = Optional.empty();
        List<Call> calls = new ArrayList<>();
        List<Act> acts = new ArrayList<>();
        int at = text.indexOf("[[");
        while (at >= 0) {
            int close = close(text, at + 2);
            if (close < 0) {
                break;
            }
            String inside = text.substring(at + 2, close);
            int colon = inside.indexOf(':');
            String name =
                    (colon < 0 ? inside : inside.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
            String argument = colon < 0 ? "" : inside.substring(colon + 1).strip();
            switch (name) {
                case "say" -> say = Optional.of(argument);
                case "think" -> think = Optional.of(argument);
                case "search" -> search = Optional.of(argument);
                case "call" -> calls.add(call(argument));
                case "refuse" -> acts.add(Act.REFUSE);
                case "block" -> acts.add(Act.BLOCK);
                case "redact" -> acts.add(Act.REDACT);
                default -> {
                    // Other words in brackets are the user's own.
                }
            }
            at = text.indexOf("[[", close + 2);
        }
        return new Directives(say, think, calls, search, acts);
    }

    private static Call call(String argument) {
        int blank = argument.indexOf(' ');
        return blank < 0
                ? new Call(argument, Optional.empty())
                : new Call(
                        argument.substring(0, blank),
                        Optional.of(argument.substring(blank + 1).strip()));
    }

    /// The place of the `]]` that closes a directive; brackets inside JSON objects and strings do not close it.
    private static int close(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            if (depth > 0 && c == '\\') {
                i++;
            } else if (depth > 0 && c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && depth > 0) {
                depth--;
            } else if (depth == 0 && c == ']' && text.charAt(i + 1) == ']') {
                return i;
            }
        }
        return text.indexOf("]]", from);
    }
}
