package dev.weir.http;

import io.netty.util.AsciiString;

/// What can stand in a header's line. A value may hold what a client wrote, a model's name for one, and must not be
/// able to end its line.
final class HeaderText {
    private HeaderText() {}

    /// Whether a character may stand there: a tab, and whatever Latin-1 shows.
    static boolean stands(char c) {
        return c >= ' ' && c < 0x7f || c == '\t' || c > 0x7f && c <= 0xff;
    }

    /// The text with a question mark for each character that may not stand there.
    static CharSequence safe(CharSequence text) {
        if (text instanceof AsciiString) {
            return text;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!stands(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(stands(text.charAt(i)) ? text.charAt(i) : '?');
        }
        return out.toString();
    }
}
