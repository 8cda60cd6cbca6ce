package dev.weir.dialect;

import dev.weir.chat.Failure;
import tools.jackson.databind.JsonNode;

/// How a dialect's clients have the tokens of a request counted that is not to be answered.
public interface TokenCount {
    /// How a provider that speaks the dialect is asked.
    ByteLane lane();

    /// What is said where the provider speaks another dialect.
    Estimated estimate(byte[] body, Asked asked);

    /// What became of estimating.
    sealed interface Estimated {
        record Reply(JsonNode body) implements Estimated {}

        record Rejected(Failure failure) implements Estimated {}
    }
}
