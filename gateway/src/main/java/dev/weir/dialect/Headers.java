package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/// A look at the headers of an answer.
@FunctionalInterface
public interface Headers {
    Headers NONE = name -> null;

    /// The value of a header, its name in any case, or null.
    @Nullable
    String get(String name);
}
