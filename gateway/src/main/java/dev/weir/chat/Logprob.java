package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log-probability of one token of an answer.
///
/// @param bytes UTF-8 of the token, or null where the provider gives none
/// @param top the alternatives at this position, likeliest first
public record Logprob(
        String token, double logprob, @Nullable List<Integer> bytes, List<Logprob> top) {
    public Logprob {
        bytes = bytes == null ? null : List.copyOf(bytes);
        top = List.copyOf(top);
    }
}
