package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the parts of a form (`multipart/form-data`, RFC 7578) in place: names and offsets, nothing is copied.
///
/// It is strict where readers differ, so that nobody behind it can read another form out of the same bytes: lines end
/// in CRLF, a header stands on one line, a part has one `Content-Disposition` with one plain `name`, and nothing stands
/// before the first boundary.
public final class Multipart {
    private static final String BOUNDARY = "boundary=";
    private static final int MAX_PARTS = 1_000;
    private static final int MAX_HEADER = 8 << 10;

    private Multipart() {}

    /// One part.
    ///
    /// @param filename null where it names no file
    /// @param from of its content
    /// @param to behind its content
    public record Part(String name, @Nullable String filename, int from, int to) {
        /// Whether it names a file.
        public boolean file() {
            return filename != null;
        }

        /// The content as a text.
        public String text(byte[] body) {
            return new String(body, from, to - from, StandardCharsets.UTF_8);
        }
    }

    /// The form is none, or one that could be read in more than one way.
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /// Whether a content type is a form's.
    public static boolean isForm(@Nullable String type) {
        return type != null && type.regionMatches(true, 0, "multipart/form-data", 0, 19);
    }

    /// The parts of a body.
    ///
    /// @param type the content type, with its boundary
    public static List<Part> parts(byte[] body, String type) throws Malformed {
        byte[] boundary = ("--" + boundary(type)).getBytes(StandardCharsets.ISO_8859_1);
        ByteSearch delimiter = new ByteSearch(joined(new byte[] {'\r', '\n'}, boundary));
        if (body.length < boundary.length || !Arrays.equals(body, 0, boundary.length, boundary, 0, boundary.length)) {
            throw new Malformed("it does not begin with its boundary");
        }
        List<Part> parts = new ArrayList<>();
        int at = boundary.length;
        while (!ends(body, at)) {
            if (!isLineEnd(body, at)) {
                throw new Malformed("a boundary is not followed by a line end");
            }
            int content = headersEnd(body, at + 2);
            int end = delimiter.in(body, content - 2);
            if (end < 0) {
                throw new Malformed("its last boundary is missing");
            }
            if (end < content) {
                throw new Malformed("the headers of a part do not end");
            }
            parts.add(part(new String(body, at + 2, content - at - 2, StandardCharsets.UTF_8), content, end));
            if (parts.size() > MAX_PARTS) {
                throw new Malformed("it has more than " + MAX_PARTS + " parts");
            }
            at = end + 2 + boundary.length;
        }
        return parts;
    }

    private static boolean ends(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
    }

    private static boolean isLineEnd(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '\r' && body[at + 1] == '\n';
    }

    /// Behind the blank line that ends the headers.
    private static int headersEnd(byte[] body, int from) throws Malformed {
        int most = Math.min(body.length, from + MAX_HEADER);
        for (int i = from; i + 1 < most; i++) {
            if (body[i] == '\n' || body[i] == 0) {
                throw new Malformed("a header's line does not end in CRLF");
            }
            if (isLineEnd(body, i)) {
                if (i == from || isLineEnd(body, i + 2)) {
                    return i == from ? i + 2 : i + 4;
                }
                i++;
            }
        }
        throw new Malformed("the headers of a part do not end");
    }

    private static Part part(String headers, int from, int to) throws Malformed {
        String disposition = null;
        for (String line : headers.split("\r\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t' || line.indexOf('\r') >= 0) {
                throw new Malformed("a part has a header that is none");
            }
            if (line.substring(0, colon).strip().equalsIgnoreCase("content-disposition")) {
                if (disposition != null) {
                    throw new Malformed("a part has two Content-Dispositions");
                }
                disposition = line.substring(colon + 1).strip();
            }
        }
        if (disposition == null || !disposition.toLowerCase(Locale.ROOT).startsWith("form-data")) {
            throw new Malformed("a part is not form-data");
        }
        return new Disposition(disposition.substring("form-data".length())).part(from, to);
    }

    /// The parameters of a `Content-Disposition`: `; name="model"; filename="a.wav"`.
    private static final class Disposition {
        private final String text;
        private int at;

        Disposition(String text) {
            this.text = text;
        }

        Part part(int from, int to) throws Malformed {
            String name = null;
            String filename = null;
            while (more()) {
                String key = key();
                String value = value();
                switch (key) {
                    case "name" -> {
                        if (name != null) {
                            throw new Malformed("a part has two names");
                        }
                        name = value;
                    }
                    case "name*" -> throw new Malformed("the name of a part is written in an extended form");
                    case "filename", "filename*" -> filename = value;
                    default -> {
                        // Nothing that changes what the part is.
                    }
                }
            }
            if (name == null) {
                throw new Malformed("a part has no name");
            }
            return new Part(name, filename, from, to);
        }

        private boolean more() throws Malformed {
            skipBlanks();
            if (at >= text.length()) {
                return false;
            }
            if (text.charAt(at) != ';') {
                throw new Malformed("a Content-Disposition cannot be read");
            }
            at++;
            skipBlanks();
            return at < text.length();
        }

        private String key() throws Malformed {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                throw new Malformed("a Content-Disposition has a parameter without a value");
            }
            String key = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = equals + 1;
            skipBlanks();
            return key;
        }

        private String value() throws Malformed {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int end = text.indexOf(';', at);
            String value = text.substring(at, end < 0 ? text.length() : end).strip();
            at = end < 0 ? text.length() : end;
            return value;
        }

        private String quoted() throws Malformed {
            StringBuilder out = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return out.toString();
                }
                if (c == '\\' && at + 1 < text.length()) {
                    at++;
                }
                out.append(text.charAt(at));
            }
            throw new Malformed("a quoted text in a Content-Disposition does not end");
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }

    private static String boundary(String type) throws Malformed {
        int at = type.toLowerCase(Locale.ROOT).indexOf(BOUNDARY);
        if (at < 0 || type.toLowerCase(Locale.ROOT).indexOf(BOUNDARY, at + 1) >= 0) {
            throw new Malformed("its content type has no boundary, or two");
        }
        String rest = type.substring(at + BOUNDARY.length());
        int end = rest.indexOf(rest.startsWith("\"") ? '"' : ';', 1);
        String value = rest.startsWith("\"")
                ? rest.substring(1, Math.max(1, end))
                : rest.substring(0, end < 0 ? rest.length() : end).strip();
        boolean plain = value.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"\\;<>@[]{}".indexOf(c) < 0);
        if (value.isEmpty() || value.length() > 70 || !plain) {
            throw new Malformed("its boundary is no boundary");
        }
        return value;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] out = new byte[one.length + other.length];
        System.arraycopy(one, 0, out, 0, one.length);
        System.arraycopy(other, 0, out, one.length, other.length);
        return out;
    }
}
