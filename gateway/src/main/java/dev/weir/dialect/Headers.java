package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// A look at the headers of an answer.
@FunctionalInterface
public interface Headers {
    Headers NONE = name -> null;

    /// The value of a header, its name in any case, or null.
    @Nullable
    String get(String name);

    /// The same for a name that knows its hash.
    default @Nullable String look(CharSequence name) {
        return get(name.toString());
    }
}
