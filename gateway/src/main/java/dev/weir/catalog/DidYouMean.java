package dev.weir.catalog;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that somebody who misspelt it may have meant.
public final class DidYouMean {
    private static final int LONGEST = 100;

    private DidYouMean() {}

    /// The nearest candidate, where one is near enough: about one slip in three letters.
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        var asked = plain(word);
        var bound = Math.max(1, asked.length() / 3) + 1;
        String best = null;
        for (var candidate : candidates) {
            var distance = distance(asked, plain(candidate), bound + 1);
            if (distance < bound || distance == bound && best != null && isAsLong(asked, candidate, best)) {
                bound = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Whether a candidate is nearer in length than the best so far: a wrong letter is likelier than a missing one.
    private static boolean isAsLong(String asked, String candidate, String best) {
        return Math.abs(candidate.length() - asked.length()) < Math.abs(best.length() - asked.length());
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }

    /// Letters to insert, drop, replace or swap with their neighbour; `bound` where it is no less.
    private static int distance(String a, String b, int bound) {
        if (Math.abs(a.length() - b.length()) >= bound) {
            return bound;
        }
        var before = new int[b.length() + 1];
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var twoBefore = before;
            before = row;
            row = new int[b.length() + 1];
            row[0] = i;
            var least = i;
            for (int j = 1; j <= b.length(); j++) {
                var same = a.charAt(i - 1) == b.charAt(j - 1);
                var cost = Math.min(Math.min(row[j - 1], before[j]) + 1, before[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, twoBefore[j - 2] + 1);
                }
                row[j] = cost;
                least = Math.min(least, cost);
            }
            if (least >= bound) {
                return bound;
            }
        }
        return Math.min(bound, row[b.length()]);
    }
}
