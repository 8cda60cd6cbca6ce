package dev.weir.wire;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The members of a JSON object, in the order in which they were put. Most objects have few: those are two arrays that
/// are searched from the front, a third of a hash map's memory. Larger ones are in a hash map.
final class Members extends AbstractMap<String, JsonNode> {
    private static final int FIRST = 4;
    private static final int FEW = 16;

    private @Nullable String[] names = new String[FIRST];
    private @Nullable JsonNode[] values = new JsonNode[FIRST];
    private int size;
    private @Nullable LinkedHashMap<String, JsonNode> many;

    @Override
    public int size() {
        return many == null ? size : many.size();
    }

    @Override
    public @Nullable JsonNode get(@Nullable Object name) {
        if (many != null) {
            return many.get(name);
        }
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return many == null ? indexOf(name) >= 0 : many.containsKey(name);
    }

    @Override
    public @Nullable JsonNode put(String name, JsonNode value) {
        if (many != null) {
            return many.put(name, value);
        }
        int at = indexOf(name);
        if (at >= 0) {
            JsonNode before = values[at];
            values[at] = value;
            return before;
        }
        if (size == FEW) {
            return hashed().put(name, value);
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = name;
        values[size++] = value;
        return null;
    }

    @Override
    public @Nullable JsonNode remove(@Nullable Object name) {
        if (many != null) {
            return many.remove(name);
        }
        int at = indexOf(name);
        return at < 0 ? null : cut(at);
    }

    @Override
    public void clear() {
        many = null;
        Arrays.fill(names, null);
        Arrays.fill(values, null);
        size = 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super JsonNode> action) {
        if (many != null) {
            many.forEach(action);
            return;
        }
        for (int i = 0; i < size; i++) {
            action.accept(name(i), value(i));
        }
    }

    @Override
    public Set<Map.Entry<String, JsonNode>> entrySet() {
        return many == null ? new Entries() : many.entrySet();
    }

    /// Strings know their hash: two that have another are told apart without a look at what they say.
    private int indexOf(@Nullable Object name) {
        int hash = name == null ? 0 : name.hashCode();
        for (int i = 0; i < size; i++) {
            String each = name(i);
            if (each.hashCode() == hash && each.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private JsonNode cut(int at) {
        JsonNode gone = value(at);
        int behind = size - at - 1;
        System.arraycopy(names, at + 1, names, at, behind);
        System.arraycopy(values, at + 1, values, at, behind);
        size--;
        names[size] = null;
        values[size] = null;
        return gone;
    }

    private Map<String, JsonNode> hashed() {
        LinkedHashMap<String, JsonNode> all = LinkedHashMap.newLinkedHashMap(FEW * 2);
        forEach(all::put);
        clear();
        many = all;
        return all;
    }

    @SuppressWarnings("NullAway") // What stands below the size is there.
    private String name(int at) {
        return names[at];
    }

    @SuppressWarnings("NullAway") // What stands below the size is there.
    private JsonNode value(int at) {
        return values[at];
    }

    private final class Entries extends AbstractSet<Map.Entry<String, JsonNode>> {
        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Map.Entry<String, JsonNode>> iterator() {
            return new Walk();
        }
    }

    private final class Walk implements Iterator<Map.Entry<String, JsonNode>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, JsonNode> next() {
            if (next >= size) {
                throw new NoSuchElementException();
            }
            Map.Entry<String, JsonNode> entry = new Member(name(next), value(next));
            next++;
            return entry;
        }

        @Override
        public void remove() {
            next--;
            cut(next);
        }
    }

    /// A member as it was met; a new value goes to the object, too.
    private final class Member extends SimpleEntry<String, JsonNode> {
        private static final long serialVersionUID = 1;

        private Member(String name, JsonNode value) {
            super(name, value);
        }

        @Override
        public JsonNode setValue(JsonNode value) {
            put(getKey(), value);
            return super.setValue(value);
        }
    }
}
