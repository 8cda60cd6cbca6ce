package dev.weir.dialect;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of fields. A few are kept side by side and searched from the front, which for them is cheaper than a hash set.
final class NameSet {
    private static final int FEW = 32;

    private @Nullable String[] few = new String[8];
    private int size;
    private @Nullable Set<String> many;

    void add(String name) {
        if (many != null) {
            many.add(name);
        } else if (indexOf(name) < 0) {
            put(name);
        }
    }

    private void put(String name) {
        if (size == FEW) {
            Set<String> all = HashSet.newHashSet(FEW * 2);
            for (int i = 0; i < size; i++) {
                all.add(at(i));
            }
            all.add(name);
            many = all;
            return;
        }
        if (size == few.length) {
            few = Arrays.copyOf(few, size * 2);
        }
        few[size++] = name;
    }

    void remove(String name) {
        if (many != null) {
            many.remove(name);
            return;
        }
        int gone = indexOf(name);
        if (gone >= 0) {
            few[gone] = few[--size];
        }
    }

    boolean contains(String name) {
        return many == null ? indexOf(name) >= 0 : many.contains(name);
    }

    private int indexOf(String name) {
        for (int i = 0; i < size; i++) {
            if (at(i).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("NullAway") // What stands below the size is there.
    private String at(int i) {
        return few[i];
    }
}
