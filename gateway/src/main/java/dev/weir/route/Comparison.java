package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// How a shadow's answer compares with the one that the caller was given.
///
/// @param receipt of the shadow's own exchange, which is counted nowhere else
/// @param likeness of the words, 0 to 1, where 1 is the same words; null where they were not compared
public record Comparison(Receipt receipt, @Nullable Double likeness) {}
