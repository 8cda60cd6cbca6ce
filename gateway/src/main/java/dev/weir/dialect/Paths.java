package dev.weir.dialect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The paths at the front door that belong to one dialect, and how its clients are known where dialects share a path.
/// It is asked for every request: a few comparisons, nothing allocated for a well-known path.
public interface Paths {
    /// What a path is for, or null when it is not this dialect's.
    ///
    /// @param path as it was sent, percent-encoded
    /// @param query as it was sent, or null
    @Nullable
    Purpose at(String path, @Nullable String query);

    /// Whether a request bears the marks of this dialect's clients: for `/v1/models`, and for errors on paths that
    /// nobody knows.
    boolean areUsedBy(Headers headers);

    /// What is served, for a caller who asked for something else: `POST /v1/…, GET /v1/…`.
    String served();

    /// A text as one segment of a path: everything but RFC 3986's unreserved characters is percent-encoded.
    static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || "-._~@".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            }
        }
        return out.toString();
    }

    /// A segment of a path, or several, as the client meant it. A per cent sign that encodes nothing stands for itself.
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
