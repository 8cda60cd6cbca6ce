package dev.weir.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Walks over one JSON document in a byte array, in place, and allocates nothing while it walks.
///
/// It is pulled: [#enterObject()] or [#enterArray()] opens the value it stands on, [#next()] moves to the next member
/// or element of the innermost open container and skips whatever of the last one was not read, and returns false when
/// the container is closed. A value that is not entered is skipped, and checked all the same.
///
/// ```java
/// if (json.enterObject()) {
///     while (json.next()) {
///         if (json.nameIs("usage")) { … }
///     }
/// }
/// return json.complete();
/// ```
///
/// The first byte that is no JSON breaks the cursor, and it stays broken: every walk ends, and [#complete()] is false.
/// So what was read on the way counts only once [#complete()] has said true, where validity matters.
///
/// Strict as RFC 8259: UTF-8 without a byte order mark, no overlong forms and no encoded surrogates (an escaped lone
/// surrogate is allowed, as the RFC allows it), no comments, no trailing commas. Duplicate names are the caller's
/// affair.
///
/// **Removing members.** Cut a member together with the comma before it ([#comma()] up to [#valueTo()]) when a member
/// that stays stands before it; else together with the comma after it ([#nameFrom()] up to [#commaAfter()]` + 1`, or
/// up to [#valueTo()] when there is none). Then any set of members can be cut at once, and no two cuts overlap.
public final class JsonCursor {
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = 256;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HTTP = 'h' | 't' << 8 | 't' << 16 | 'p' << 24;
    private static final int LOWER = 0x20202020;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = ONES << 7;

    /// What a value is. `BROKEN` where there is none.
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        BROKEN
    }

    private byte[] bytes;
    private int at;
    private int end;
    private int broken;
    private final long[] objects = new long[MAX_DEPTH / Long.SIZE];
    private int depth;
    private boolean first;
    private boolean unread;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;
    private int comma;
    private boolean escaped;
    private boolean nameEscaped;
    private NameEndings watched = NameEndings.NONE;
    private boolean sighted;
    private boolean linked;

    /// A cursor that stands on the document between two offsets.
    public JsonCursor(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        over(bytes, from, to);
    }

    /// Begins anew on another document.
    public JsonCursor over(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        end = to;
        broken = -1;
        depth = 0;
        first = false;
        nameFrom = -1;
        nameTo = -1;
        comma = -1;
        valueTo = -1;
        at = blank(from);
        stand();
        return this;
    }

    /// Looks out, in all that is passed over from now on, for members whose names end in one of these.
    public JsonCursor watchFor(NameEndings endings) {
        watched = endings;
        return this;
    }

    /// Whether a member that is looked out for was passed over, or may have been, for ASCII characters of something
    /// were spelt as escapes, which no encoder needs for letters.
    public boolean hasSighted() {
        return sighted;
    }

    /// Whether a text was passed over that begins as an address does, or may, for what it begins with is escaped.
    public boolean hasSightedLink() {
        return linked;
    }

    /// What the value under the cursor is, whether it was read already or not; `BROKEN` where the cursor stands on
    /// none.
    public Kind kind() {
        if (broken >= 0 || valueFrom < 0) {
            return Kind.BROKEN;
        }
        return switch (bytes[valueFrom]) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    /// Opens the object under the cursor; false, and nothing changes, when it is something else or was passed over.
    public boolean enterObject() {
        return unread && kind() == Kind.OBJECT && enter();
    }

    /// Opens the array under the cursor; false, and nothing changes, when it is something else or was passed over.
    public boolean enterArray() {
        return unread && kind() == Kind.ARRAY && enter();
    }

    /// Moves to the next member or element of the innermost open container. False when that is closed now, or the
    /// document is broken.
    public boolean next() {
        skip();
        if (broken >= 0 || depth == 0) {
            return false;
        }
        boolean object = isObject();
        at = blank(at);
        if (at < end && bytes[at] == (object ? '}' : ']')) {
            at++;
            depth--;
            first = false;
            valueFrom = -1;
            valueTo = at;
            return false;
        }
        if (first) {
            first = false;
            comma = -1;
        } else {
            if (at >= end || bytes[at] != ',') {
                fail(at);
                return false;
            }
            comma = at;
            at = blank(at + 1);
        }
        if (object) {
            nameFrom = at;
            int value = name(at);
            if (value < 0) {
                return false;
            }
            nameEscaped = escaped;
            at = value;
        }
        stand();
        return broken < 0;
    }

    /// Passes over what is left of the innermost open container, and closes it.
    public void leave() {
        int outer = depth - 1;
        while (depth > outer && next()) {
            skip();
        }
    }

    /// Passes over the value under the cursor, and checks it.
    public void skip() {
        if (unread) {
            unread = false;
            int to = value(valueFrom);
            if (to >= 0) {
                at = to;
                valueTo = to;
            }
        }
    }

    /// Reads what is left of the document, and says whether all of it is one valid JSON value.
    public boolean complete() {
        skip();
        while (broken < 0 && depth > 0) {
            leave();
        }
        if (broken < 0) {
            at = blank(at);
            if (at < end) {
                fail(at);
            }
        }
        return broken < 0;
    }

    /// Offset of the byte that is no JSON, or -1.
    public int brokenAt() {
        return broken;
    }

    /// Where the member's name begins, at its opening quote; -1 outside of objects.
    public int nameFrom() {
        return nameFrom;
    }

    /// Behind the closing quote of the member's name.
    public int nameTo() {
        return nameTo;
    }

    /// Where the value under the cursor begins; -1 where it stands on none (a container was just opened or closed).
    public int valueFrom() {
        return valueFrom;
    }

    /// Behind the value under the cursor, which is read for it; or behind the container that was closed last. -1 when
    /// it is broken.
    public int valueTo() {
        skip();
        return broken < 0 ? valueTo : -1;
    }

    /// Where the comma before this member or element stands, or -1 when it is the first.
    public int comma() {
        return comma;
    }

    /// Where the comma behind this member or element stands, or -1 when it is the last.
    public int commaAfter() {
        int to = valueTo();
        if (to < 0) {
            return -1;
        }
        int next = blank(to);
        return next < end && bytes[next] == ',' ? next : -1;
    }

    /// Whether the member's name is this one, escapes in it resolved.
    public boolean nameIs(String ascii) {
        return same(nameFrom, nameTo, ascii);
    }

    /// The member's name.
    public String name() {
        return nameEscaped ? unescaped(nameFrom, nameTo) : Names.of(bytes, nameFrom + 1, nameTo - 1);
    }

    /// Whether the value is a string that says exactly this. Another value is not passed over by asking.
    public boolean stringIs(String ascii) {
        return isString() && same(valueFrom, valueTo, ascii);
    }

    /// Whether the value is a string of at least one character.
    public boolean isNonEmptyString() {
        return isString() && valueTo - valueFrom > 2;
    }

    /// The value, which is a string.
    ///
    /// @throws IllegalStateException when it is something else
    public String string() {
        if (!isString()) {
            throw new IllegalStateException("no string at " + valueFrom);
        }
        return escaped ? unescaped(valueFrom, valueTo) : plain(valueFrom, valueTo);
    }

    /// The value as a whole number, or another one when it is none, or does not fit.
    public long whole(long otherwise) {
        if (kind() != Kind.NUMBER) {
            return otherwise;
        }
        int from = valueFrom;
        int to = valueTo();
        boolean negative = to > from && bytes[from] == '-';
        int i = negative ? from + 1 : from;
        if (to - i < 1 || to - i > 18) {
            return otherwise;
        }
        long value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private boolean isString() {
        return kind() == Kind.STRING && valueTo() > valueFrom;
    }

    private boolean enter() {
        if (depth == MAX_DEPTH) {
            fail(valueFrom);
            return false;
        }
        push(bytes[valueFrom] == '{');
        at = valueFrom + 1;
        valueFrom = -1;
        unread = false;
        first = true;
        nameFrom = -1;
        nameTo = -1;
        return true;
    }

    private void push(boolean object) {
        long bit = 1L << depth;
        if (object) {
            objects[depth >> 6] |= bit;
        } else {
            objects[depth >> 6] &= ~bit;
        }
        depth++;
    }

    private boolean isObject() {
        int top = depth - 1;
        return (objects[top >> 6] & 1L << top) != 0;
    }

    /// Stands on the value at the present offset, or breaks when none begins there.
    private void stand() {
        valueFrom = at;
        valueTo = -1;
        unread = true;
        if (at >= end) {
            fail(at);
            return;
        }
        byte b = bytes[at];
        boolean begins = b == '{' || b == '[' || b == '"' || b == 't' || b == 'f' || b == 'n' || b == '-';
        if (!begins && (b < '0' || b > '9')) {
            fail(at);
        }
    }

    private int fail(int where) {
        if (broken < 0) {
            broken = where;
        }
        unread = false;
        return -1;
    }

    private int blank(int from) {
        int i = from;
        while (i < end) {
            byte b = bytes[i];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                break;
            }
            i++;
        }
        return i;
    }

    /// Reads a member's name and its colon; where its value begins, or -1.
    private int name(int from) {
        if (from >= end || bytes[from] != '"') {
            return fail(from);
        }
        int to = text(from);
        if (to < 0) {
            return -1;
        }
        nameTo = to;
        int colon = blank(to);
        if (colon >= end || bytes[colon] != ':') {
            return fail(colon);
        }
        return blank(colon + 1);
    }

    /// Where the value that begins at an offset ends, or -1. Iterative, so that nesting costs no stack.
    private int value(int from) {
        int base = depth;
        int name = nameTo;
        int i = begin(from);
        while (i >= 0 && depth > base) {
            i = blank(i);
            byte b = i < end ? bytes[i] : 0;
            if (b == (isObject() ? '}' : ']')) {
                depth--;
                first = false;
                i++;
                continue;
            }
            if (first) {
                first = false;
            } else if (b == ',') {
                i = blank(i + 1);
            } else {
                i = fail(i);
                break;
            }
            if (isObject()) {
                i = name(i);
                sighted |= watched.end(bytes, nameTo);
            }
            i = i < 0 ? i : begin(i);
        }
        nameTo = name;
        return i;
    }

    /// Reads a scalar and returns where it ends; of a container reads the opening bracket alone.
    private int begin(int from) {
        if (from >= end) {
            return fail(from);
        }
        return switch (bytes[from]) {
            case '{', '[' -> {
                if (depth == MAX_DEPTH) {
                    yield fail(from);
                }
                push(bytes[from] == '{');
                first = true;
                yield from + 1;
            }
            case '"' -> {
                linked |= mayBeLink(from + 1);
                yield text(from);
            }
            case 't' -> literal(from, "true");
            case 'f' -> literal(from, "false");
            case 'n' -> literal(from, "null");
            default -> number(from);
        };
    }

    /// Whether a text begins as an address does, or with something that hides how it begins.
    private boolean mayBeLink(int from) {
        if (end - from < Integer.BYTES) {
            return false;
        }
        byte first = bytes[from];
        return first == ' ' || first == '\\' || ((int) INTS.get(bytes, from) | LOWER) == HTTP;
    }

    private int literal(int from, String word) {
        if (end - from < word.length()) {
            return fail(from);
        }
        for (int i = 1; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return fail(from + i);
            }
        }
        return from + word.length();
    }

    private int number(int from) {
        int i = bytes[from] == '-' ? from + 1 : from;
        int whole = i;
        i = digits(i);
        if (i < 0 || i - whole > 1 && bytes[whole] == '0') {
            return fail(whole);
        }
        if (i < end && bytes[i] == '.') {
            i = digits(i + 1);
        }
        if (i >= 0 && i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
            boolean signed = i + 1 < end && (bytes[i + 1] == '+' || bytes[i + 1] == '-');
            i = digits(signed ? i + 2 : i + 1);
        }
        return i;
    }

    /// Behind one digit or more, or -1.
    private int digits(int from) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i > from ? i : fail(from);
    }

    /// Behind the string whose opening quote is at an offset, or -1. Plain ASCII goes eight bytes at a time: the
    /// lowest marked byte of `marked` is the first that is a quote, a backslash, a control character or not ASCII.
    private int text(int from) {
        int i = from + 1;
        escaped = false;
        while (true) {
            while (i + Long.BYTES <= end) {
                long word = (long) LONGS.get(bytes, i);
                long marked =
                        (word | word - ONES * 0x20 | (word ^ ONES * '"') - ONES | (word ^ ONES * '\\') - ONES) & HIGHS;
                if (marked != 0) {
                    i += Long.numberOfTrailingZeros(marked) >>> 3;
                    break;
                }
                i += Long.BYTES;
            }
            if (i >= end) {
                return fail(end);
            }
            byte b = bytes[i];
            if (b == '"') {
                return i + 1;
            }
            escaped |= b == '\\';
            i = b == '\\' ? escape(i) : b < 0 ? sequence(i) : b < ' ' ? fail(i) : i + 1;
            if (i < 0) {
                return -1;
            }
        }
    }

    private int escape(int from) {
        byte b = from + 1 < end ? bytes[from + 1] : 0;
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 2;
            case 'u' -> {
                if (end - from < 6) {
                    yield fail(from);
                }
                for (int i = from + 2; i < from + 6; i++) {
                    if (Character.digit(bytes[i], 16) < 0) {
                        yield fail(i);
                    }
                }
                sighted |= bytes[from + 2] == '0' && bytes[from + 3] == '0' && bytes[from + 4] <= '7';
                yield from + 6;
            }
            default -> fail(from + 1);
        };
    }

    /// Behind the UTF-8 sequence of two bytes or more at an offset, or -1 (Unicode 16, table 3-7).
    private int sequence(int from) {
        int lead = bytes[from] & 0xFF;
        int length = lead >= 0xC2 && lead <= 0xDF
                ? 2
                : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
        if (length == 0 || end - from < length) {
            return fail(from);
        }
        int second = bytes[from + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return fail(from + 1);
        }
        for (int i = from + 2; i < from + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return fail(i);
            }
        }
        return from + length;
    }

    /// Whether the string between two offsets, quotes included, says these ASCII characters.
    private boolean same(int from, int to, String ascii) {
        int length = ascii.length();
        if (from < 0 || to - from < length + 2) {
            return false;
        }
        int i = from + 1;
        for (int k = 0; k < length; k++) {
            byte b = bytes[i];
            if (b == '\\') {
                if (unescaped(i) != ascii.charAt(k)) {
                    return false;
                }
                i += bytes[i + 1] == 'u' ? 6 : 2;
            } else if (b == ascii.charAt(k) && i < to - 1) {
                i++;
            } else {
                return false;
            }
        }
        return i == to - 1;
    }

    private String plain(int from, int to) {
        return new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
    }

    private String unescaped(int from, int to) {
        int i = from + 1;
        StringBuilder text = new StringBuilder(to - from);
        int plain = from + 1;
        while (i < to - 1) {
            if (bytes[i] == '\\') {
                text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8))
                        .append(unescaped(i));
                i += bytes[i + 1] == 'u' ? 6 : 2;
                plain = i;
            } else {
                i++;
            }
        }
        return text.append(new String(bytes, plain, to - 1 - plain, StandardCharsets.UTF_8))
                .toString();
    }

    /// The UTF-16 unit that a checked escape stands for.
    private char unescaped(int from) {
        byte b = bytes[from + 1];
        return switch (b) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = from + 2; i < from + 6; i++) {
                    unit = unit << 4 | Character.digit(bytes[i], 16);
                }
                yield (char) unit;
            }
            default -> (char) b;
        };
    }
}
