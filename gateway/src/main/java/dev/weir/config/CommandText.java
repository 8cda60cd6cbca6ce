package dev.weir.config;

import java.util.ArrayList;
import java.util.List;

/// A command as people write it in one line, cut into words as a shell cuts them, of which nothing else is a shell's:
/// no variables, no patterns, no pipes.
final class CommandText {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;

    private CommandText() {}

    /// The words of a command; none where it is empty or a quotation does not end.
    static List<String> words(String text) {
        return new CommandText().cut(text);
    }

    private List<String> cut(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escapes = c == '\\' && i + 1 < text.length();
            if (quote == 0 && Character.isWhitespace(c)) {
                end();
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                begun = true;
            } else if (c == quote) {
                quote = 0;
            } else if (escapes && (quote == 0 || quote == '"' && isQuotable(text.charAt(i + 1)))) {
                add(text.charAt(++i));
            } else {
                add(c);
            }
        }
        end();
        return quote == 0 ? words : List.of();
    }

    private static boolean isQuotable(char c) {
        return c == '"' || c == '\\';
    }

    private void add(char c) {
        word.append(c);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
