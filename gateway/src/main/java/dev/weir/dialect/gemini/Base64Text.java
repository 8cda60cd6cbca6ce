package dev.weir.dialect.gemini;

/// Base64 in its standard spelling: Google's newest SDKs send the URL-safe alphabet, some clients break lines or leave
/// the padding out.
final class Base64Text {
    private Base64Text() {}

    /// The same bytes in the standard alphabet, padded, without white space.
    static String standard(String base64) {
        if (isStandard(base64)) {
            return base64;
        }
        var out = new StringBuilder(base64.length() + 3);
        for (int i = 0; i < base64.length(); i++) {
            char c = base64.charAt(i);
            switch (c) {
                case '-' -> out.append('+');
                case '_' -> out.append('/');
                case ' ', '\t', '\r', '\n', '=' -> {}
                default -> out.append(c);
            }
        }
        while (out.length() % 4 != 0) {
            out.append('=');
        }
        return out.toString();
    }

    private static boolean isStandard(String base64) {
        for (int i = 0; i < base64.length(); i++) {
            char c = base64.charAt(i);
            if (c == '-' || c == '_' || c <= ' ') {
                return false;
            }
        }
        return base64.length() % 4 == 0;
    }
}
