package dev.weir.config;

import dev.weir.vault.Terms;

/// What is kept between requests: `storage` and `vault`.
///
/// @param fileBytes most bytes of the store's file that are in use
/// @param memoryBytes most bytes of the memory in front of it
/// @param terms for whom, and for how long
public record State(long fileBytes, long memoryBytes, Terms terms) {
    public static final State USUAL = new State(1L << 30, 8 << 20, Terms.USUAL);
}
