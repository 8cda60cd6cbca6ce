package dev.weir.dialect.anthropic;

import dev.weir.dialect.HeaderRules;
import java.util.List;

/// The headers of Anthropic's dialect. The version of the API is not among them: the provider's row says which one it
/// speaks.
public final class AnthropicHeaders {
    public static final HeaderRules RULES = new HeaderRules(
            List.of("anthropic-beta", "anthropic-user-profile-id", "traceparent", "tracestate"),
            List.of(
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "request-id",
                    "x-request-id",
                    "anthropic-ratelimit-requests-limit",
                    "anthropic-ratelimit-requests-remaining",
                    "anthropic-ratelimit-requests-reset",
                    "anthropic-ratelimit-tokens-limit",
                    "anthropic-ratelimit-tokens-remaining",
                    "anthropic-ratelimit-tokens-reset",
                    "anthropic-ratelimit-input-tokens-limit",
                    "anthropic-ratelimit-input-tokens-remaining",
                    "anthropic-ratelimit-input-tokens-reset",
                    "anthropic-ratelimit-output-tokens-limit",
                    "anthropic-ratelimit-output-tokens-remaining",
                    "anthropic-ratelimit-output-tokens-reset"),
            "request-id");

    private AnthropicHeaders() {}
}
