package dev.weir.chat;

import java.util.List;

/// One of the answers of a response.
public record Choice(int index, List<Part> parts, Finish finish, List<Logprob> logprobs, Extras extras) {
    public Choice {
        parts = List.copyOf(parts);
        logprobs = List.copyOf(logprobs);
    }
}
