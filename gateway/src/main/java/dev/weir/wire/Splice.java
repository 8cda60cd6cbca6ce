package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON document under edit, kept as its bytes: what no edit names comes out as it went in, key order, spacing and
/// the spelling of numbers included.
///
/// Objects are indexed only where an edit goes, and edits see each other's work. The original array is never written
/// to. Not thread-safe.
public final class Splice {
    private final byte[] bytes;
    private final Obj root;

    /// @throws IllegalArgumentException when the bytes are no JSON object
    public Splice(byte[] bytes) {
        this.bytes = bytes;
        this.root = new Obj(0, bytes.length);
    }

    public Obj root() {
        return root;
    }

    /// The document with all edits done.
    public byte[] toBytes() {
        if (!root.isChanged()) {
            return bytes;
        }
        ByteSink out = new ByteSink(bytes.length + 128);
        out.write(bytes, 0, root.open);
        root.write(out);
        out.write(bytes, root.close + 1, bytes.length - root.close - 1);
        return out.toBytes();
    }

    /// An object of the document.
    public final class Obj {
        private final List<Member> members = new ArrayList<>();
        private final int open;
        private final int close;
        private boolean structure;

        private Obj(int from, int to) {
            JsonCursor json = new JsonCursor(bytes, from, to);
            if (!json.enterObject()) {
                throw new IllegalArgumentException("no JSON object");
            }
            int start = from;
            while (bytes[start] != '{') {
                start++;
            }
            open = start;
            while (json.next()) {
                int end = json.valueTo();
                if (end < 0) {
                    break;
                }
                members.add(new Member(json.nameFrom(), json.nameTo(), json.valueFrom(), end));
            }
            if (!json.complete()) {
                throw new IllegalArgumentException("no valid JSON at byte " + json.brokenAt());
            }
            int end = to - 1;
            while (bytes[end] != '}') {
                end--;
            }
            close = end;
        }

        /// The member of this name (the last, should there be several), or null.
        public @Nullable Member get(String name) {
            for (int i = members.size() - 1; i >= 0; i--) {
                Member member = members.get(i);
                if (!member.removed && member.isNamed(name)) {
                    return member;
                }
            }
            return null;
        }

        /// Puts a member at the end.
        public Member add(String name, byte[] value) {
            Member member = new Member(-1, -1, -1, -1);
            member.newName = name;
            member.newValue = value;
            members.add(member);
            structure = true;
            return member;
        }

        private boolean isChanged() {
            if (structure) {
                return true;
            }
            for (Member member : members) {
                if (member.isChanged()) {
                    return true;
                }
            }
            return false;
        }

        private void write(ByteSink out) {
            out.write('{');
            boolean first = true;
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                if (member.removed) {
                    continue;
                }
                if (!first) {
                    out.write(',');
                }
                if (member.nameFrom >= 0) {
                    // The white space before the name, as it was.
                    int gap = member.nameFrom;
                    while (bytes[gap - 1] != ',' && bytes[gap - 1] != '{') {
                        gap--;
                    }
                    out.write(bytes, gap, member.nameFrom - gap);
                }
                member.write(out);
                if (member.nameFrom >= 0) {
                    // The white space between the value and its comma.
                    int gap = member.valueTo;
                    while (bytes[gap] != ',' && bytes[gap] != '}') {
                        gap++;
                    }
                    if (bytes[gap] == ',') {
                        out.write(bytes, member.valueTo, gap - member.valueTo);
                    }
                }
                first = false;
            }
            int tail = close;
            while (tail > open + 1 && isBlank(bytes[tail - 1])) {
                tail--;
            }
            out.write(bytes, tail, close - tail);
            out.write('}');
        }
    }

    /// A member of an object.
    public final class Member {
        private final int nameFrom;
        private final int nameTo;
        private final int valueFrom;
        private final int valueTo;
        private @Nullable String newName;
        private byte @Nullable [] newValue;
        private boolean removed;
        private @Nullable Obj object;
        private @Nullable List<Obj> elements;

        private Member(int nameFrom, int nameTo, int valueFrom, int valueTo) {
            this.nameFrom = nameFrom;
            this.nameTo = nameTo;
            this.valueFrom = valueFrom;
            this.valueTo = valueTo;
        }

        private boolean isNamed(String name) {
            if (newName != null) {
                return newName.equals(name);
            }
            if (nameTo - nameFrom == name.length() + 2) {
                for (int i = 0; i < name.length(); i++) {
                    if (bytes[nameFrom + 1 + i] != name.charAt(i)) {
                        return false;
                    }
                }
                return true;
            }
            return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8).indexOf('\\') >= 0
                    && new JsonCursor(bytes, nameFrom, nameTo).stringIs(name);
        }

        /// The value's bytes as they stand now.
        public byte[] value() {
            if (newValue != null) {
                return newValue;
            }
            ByteSink out = new ByteSink(valueTo - valueFrom + 16);
            writeValue(out);
            return out.toBytes();
        }

        /// The value as an object to edit, or null when it is something else.
        public @Nullable Obj object() {
            if (object == null && newValue == null && bytes[valueFrom] == '{') {
                object = new Obj(valueFrom, valueTo);
            }
            return object;
        }

        /// The objects among the elements of the value; empty when it is no array.
        public List<Obj> elements() {
            if (elements == null) {
                elements = new ArrayList<>();
                if (newValue == null && bytes[valueFrom] == '[') {
                    JsonCursor json = new JsonCursor(bytes, valueFrom, valueTo);
                    json.enterArray();
                    while (json.next()) {
                        if (json.kind() == JsonCursor.Kind.OBJECT) {
                            int from = json.valueFrom();
                            elements.add(new Obj(from, json.valueTo()));
                        }
                    }
                }
            }
            return elements;
        }

        public void rename(String name) {
            newName = name;
        }

        public void replace(byte[] value) {
            newValue = value;
            object = null;
            elements = null;
        }

        public void remove(Obj from) {
            removed = true;
            from.structure = true;
        }

        private boolean isChanged() {
            if (newName != null || newValue != null || object != null && object.isChanged()) {
                return true;
            }
            if (elements != null) {
                for (Obj element : elements) {
                    if (element.isChanged()) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void write(ByteSink out) {
            if (newName != null) {
                out.json(newName);
            } else {
                out.write(bytes, nameFrom, nameTo - nameFrom);
            }
            if (nameFrom >= 0) {
                out.write(bytes, nameTo, valueFrom - nameTo);
            } else {
                out.write(':');
            }
            writeValue(out);
        }

        private void writeValue(ByteSink out) {
            if (newValue != null) {
                out.write(newValue);
            } else if (object != null) {
                object.write(out);
            } else if (elements != null) {
                int at = valueFrom;
                for (Obj element : elements) {
                    out.write(bytes, at, element.open - at);
                    element.write(out);
                    at = element.close + 1;
                }
                out.write(bytes, at, valueTo - at);
            } else {
                out.write(bytes, valueFrom, valueTo - valueFrom);
            }
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
