package dev.weir.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers of an upstream request: those of the step, which many requests share, and what this one adds. As long
/// as nothing is added to the shared ones, they stay the same object, written once for all.
final class RequestHeaders {
    private final Map<String, String> shared;
    private Map<String, String> fixed;
    private Map<String, String> own;

    /// @param own never written to
    RequestHeaders(Map<String, String> shared, Map<String, String> own) {
        this.shared = shared;
        this.fixed = shared;
        this.own = own;
    }

    Map<String, String> fixed() {
        return fixed;
    }

    Map<String, String> own() {
        return own;
    }

    /// Adds the client's headers. The step's own word counts, but betas stand beside one another.
    RequestHeaders forward(Map<String, String> client) {
        client.forEach((name, value) -> {
            if (name.endsWith("-beta")) {
                join(name, value);
            } else if (!fixed.containsKey(name)) {
                add(name, value);
            }
        });
        return this;
    }

    /// Takes a header away.
    ///
    /// @return what it says, or null where there is none
    @Nullable
    String take(String name) {
        String said = fixed.get(name) == null ? own.get(name) : fixed.get(name);
        if (fixed.containsKey(name)) {
            fixed = new HashMap<>(fixed);
            fixed.remove(name);
        } else if (said != null) {
            own = new HashMap<>(own);
            own.remove(name);
        }
        return said;
    }

    /// Adds headers that go with a body. Where the step has a word to say too, both stand there.
    RequestHeaders join(Map<String, String> more) {
        more.forEach(this::join);
        return this;
    }

    private void join(String name, String value) {
        String there = fixed.get(name);
        if (there != null) {
            if (!there.contains(value)) {
                if (fixed.equals(shared)) {
                    fixed = new HashMap<>(shared);
                }
                fixed.put(name, there + "," + value);
            }
            return;
        }
        String added = own.get(name);
        if (added == null || !added.contains(value)) {
            add(name, added == null ? value : added + "," + value);
        }
    }

    private void add(String name, String value) {
        own = new HashMap<>(own);
        own.put(name, value);
    }
}
