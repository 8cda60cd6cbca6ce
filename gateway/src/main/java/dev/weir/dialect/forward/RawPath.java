package dev.weir.dialect.forward;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A path that can be read in one way alone: what an allow-list is asked about, and what is sent.
///
/// Dot segments are resolved, empty ones are left out, and percent signs stand only before what must be encoded. A path
/// that a server could read in another way than this gateway (an encoded slash, backslash, dot or percent sign, a
/// parameter behind a semicolon, a control character, a step above the root) is no path.
public final class RawPath {
    private static final String PLAIN = "-._~!$&'()*+,=:@";

    private RawPath() {}

    /// The canonical form, or null where there is none.
    ///
    /// @param path begins with a slash
    public static @Nullable String of(String path) {
        Deque<String> segments = new ArrayDeque<>();
        boolean folder = false;
        for (String raw : path.substring(1).split("/", -1)) {
            String segment = segment(raw);
            if (segment == null) {
                return null;
            }
            folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return null;
                }
            } else if (!folder) {
                segments.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", segments);
        return folder && joined.length() > 1 ? joined + "/" : joined;
    }

    /// A segment with as few percent signs as it needs, or null where it has more than one reading.
    private static @Nullable String segment(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                int octet = high * 16 + low;
                if (octet < 0x20 || octet == 0x7f || "/\\.%;?#".indexOf(octet) >= 0) {
                    return null;
                }
                if (isPlain((char) octet)) {
                    out.append((char) octet);
                } else {
                    out.append('%')
                            .append(Character.toUpperCase(Character.forDigit(high, 16)))
                            .append(Character.toUpperCase(Character.forDigit(low, 16)));
                }
                i += 2;
            } else if (isPlain(c)) {
                out.append(c);
            } else {
                return null;
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
    }
}
