package dev.weir.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The prompt prefixes that were seen, newest 10,000; safe from any thread.
final class PromptCache {

    private static final int MOST = 10_000;

    private final Map<Long, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /// The beginning of a prompt.
    record Prefix(long hash, int tokens) {}

    /// The tokens of the longest of these prefixes that was seen before; all are seen afterwards.
    synchronized int see(List<Prefix> prefixes) {
        int longest = 0;
        for (Prefix prefix : prefixes) {
            if (seen.put(prefix.hash, true) != null) {
                longest = Math.max(longest, prefix.tokens);
            }
        }
        return longest;
    }
}
