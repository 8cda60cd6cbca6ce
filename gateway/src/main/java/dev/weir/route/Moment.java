package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// What a strategy may know beside its candidates: everything that makes two equal requests go different ways.
///
/// @param seed of the lots that are drawn
/// @param turn number of this request among those of its model
/// @param mark what requests have in common that keep to one choice, or null
public record Moment(
        Facts facts, long seed, long turn, @Nullable String mark) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    /// A lot from 0 (not included) to 1 (not included): another for each word, the same for the same word, and with a
    /// mark the same for every request that bears it.
    public double lot(String word) {
        long bits = mark == null ? mix(seed ^ hash(word)) : mix(hash(mark) ^ mix(hash(word)));
        return ((bits >>> 11) + 0.5) * UNIT;
    }

    /// A lot that no mark decides.
    public double freshLot(String word) {
        return ((mix(seed ^ hash(word)) >>> 11) + 0.5) * UNIT;
    }

    /// The moment inside a nested group.
    ///
    /// @param size of the group around it: its turn comes round once in so many
    Moment within(String group, int size) {
        return new Moment(facts, mix(seed ^ hash(group)), Math.floorDiv(turn, size), null);
    }

    Moment with(@Nullable String newMark) {
        return new Moment(facts, seed, turn, newMark);
    }

    private static long hash(String word) {
        long hash = GOLDEN;
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static long mix(long bits) {
        long z = bits + GOLDEN;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
