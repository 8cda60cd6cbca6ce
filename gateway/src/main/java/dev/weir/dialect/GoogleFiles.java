package dev.weir.dialect;

import dev.weir.wire.ByteSearch;
import dev.weir.wire.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Files of Gemini's Files API, which are named by addresses:
/// `https://generativelanguage.googleapis.com/v1beta/files/x`.
public final class GoogleFiles {
    private static final String HOST = "generativelanguage.googleapis.com";
    private static final ByteSearch QUICK = new ByteSearch(HOST.getBytes(StandardCharsets.US_ASCII));
    private static final Pattern ADDRESS =
            Pattern.compile("https?://([^/?#]*)(/v[0-9a-z]+/(files/[A-Za-z0-9_-]+))?.*", Pattern.CASE_INSENSITIVE);

    private GoogleFiles() {}

    /// Whether a body may hold such an address; where its letters are escaped, it is not seen.
    ///
    /// @param json that has passed over the body
    public static boolean mayBeIn(JsonCursor json, byte[] body) {
        return json.hasSightedLink() && QUICK.in(body) >= 0;
    }

    /// The name of the file that the address under a cursor means, or null. Pictures and the like are not even read.
    public static @Nullable String named(JsonCursor json, byte[] bytes) {
        if (json.kind() != JsonCursor.Kind.STRING) {
            return null;
        }
        byte begin = bytes[json.valueFrom() + 1];
        boolean may = begin == 'h' || begin == 'H' || begin == '\\' || begin == ' ';
        return may && json.isNonEmptyString() ? named(json.string()) : null;
    }

    /// The name of the file that an address means, or null where it is none of Google's. An address that is Google's
    /// and not understood is its own name.
    public static @Nullable String named(String address) {
        Matcher read = ADDRESS.matcher(address.strip());
        if (!read.matches()) {
            return null;
        }
        String authority = read.group(1);
        boolean theirs = authority.indexOf('%') >= 0
                || authority.regionMatches(true, host(authority) - HOST.length(), HOST, 0, HOST.length());
        String name = read.group(3);
        return !theirs ? null : name == null ? address : name;
    }

    /// Where the host's name ends in an authority.
    private static int host(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf('@') ? colon : authority.length();
    }
}
