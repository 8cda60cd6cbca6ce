package dev.weir.sim;

import java.util.ArrayList;
import java.util.List;

/// The simulator's tokens: blanks and up to eight letters or digits, or blanks and one other character.
///
/// An estimate that is simple to state and to repeat by hand; joined, the tokens of a text are the text.
final class Tokens {

    private static final int WORD = 8;

    private Tokens() {}

    /// How many tokens a text has.
    static int count(String text) {
        int tokens = 0;
        for (int at = 0; at < text.length(); at = next(text, at)) {
            tokens++;
        }
        return tokens;
    }

    /// The tokens of a text, several in one piece where `chunk` is more than 1.
    static List<String> split(String text, int chunk) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            for (int i = 0; i < chunk && end < text.length(); i++) {
                end = next(text, end);
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    /// The first `most` tokens of a text.
    static String first(String text, int most) {
        int end = 0;
        for (int i = 0; i < most && end < text.length(); i++) {
            end = next(text, end);
        }
        return text.substring(0, end);
    }

    private static int next(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return at;
        }
        int length = 0;
        int end = at;
        while (end < text.length() && length < WORD && Character.isLetterOrDigit(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
            length++;
        }
        return end > at ? end : at + Character.charCount(text.codePointAt(at));
    }
}
