package dev.weir.dialect.anthropic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// Ids of tool calls as Anthropic takes them: letters, digits, `_` and `-`. The same id always becomes the same.
final class CallIds {
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final BiConsumer<String, String> renamed;

    /// @param renamed takes where an id was changed, and how
    CallIds(BiConsumer<String, String> renamed) {
        this.renamed = renamed;
    }

    /// @param at where the call stands, told when its id must change
    String of(String id, String at) {
        String before = known.get(id);
        if (before != null) {
            return before;
        }
        StringBuilder safe = new StringBuilder(id.length());
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            safe.append(fits ? c : '_');
        }
        if (safe.isEmpty()) {
            safe.append("call");
        }
        String stem = safe.toString();
        for (int n = 2; !taken.add(safe.toString()); n++) {
            safe.setLength(0);
            safe.append(stem).append('_').append(n);
        }
        if (!safe.toString().equals(id)) {
            renamed.accept(
                    at, "the call id `" + id + "` has signs that Anthropic does not take, and is `" + safe + "`");
        }
        known.put(id, safe.toString());
        return safe.toString();
    }
}
