package dev.weir.sim;

import java.util.SplittableRandom;

/// A repeatable source of choices: the same seed gives the same ones.
final class Dice {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String[] WORDS =
            ("lorem ipsum dolor sit amet tempor elit sed do eiusmod magna aliqua enim ad minim"
                            + " veniam quis nostrud ullamco laboris nisi ut ex ea commodo duis aute irure in velit esse cillum"
                            + " dolore eu fugiat nulla pariatur sint occaecat non proident sunt culpa qui officia deserunt"
                            + " mollit anim id est laborum river weir water stone bridge meadow quiet slow bright")
                    .split(" ", -1);

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Mixes a number into a hash.
    static long mix(long hash, long value) {
        long h = (hash ^ value) * 0x9E3779B97F4A7C15L;
        h ^= h >>> 32;
        h *= 0xD6E8FEB86659FD93L;
        return h ^ (h >>> 32);
    }

    /// Mixes a text into a hash.
    static long mix(long hash, String text) {
        long h = hash ^ 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(h, text.length());
    }

    /// A number from 0 to less than `bound`.
    int below(int bound) {
        return random.nextInt(bound);
    }

    /// An id: the prefix and so many letters and digits.
    String id(String prefix, int length) {
        StringBuilder id = new StringBuilder(prefix.length() + length).append(prefix);
        for (int i = 0; i < length; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /// Sentences of exactly so many tokens, as [Tokens] counts them.
    String prose(int tokens) {
        StringBuilder text = new StringBuilder(tokens * 6);
        int left = tokens;
        while (left > 0) {
            int words = left <= 12 ? left - 1 : 5 + random.nextInt(6);
            for (int i = 0; i < words; i++) {
                String word = WORDS[random.nextInt(WORDS.length)];
                if (!text.isEmpty()) {
                    text.append(' ');
                }
                text.append(i == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
            }
            text.append('.');
            left -= words + 1;
        }
        return text.toString();
    }
}
