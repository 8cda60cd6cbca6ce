package dev.weir.dialect.openai;

import dev.weir.dialect.HeaderRules;
import java.util.List;

/// The headers of OpenAI's dialects.
public final class OpenAiHeaders {
    public static final HeaderRules RULES = new HeaderRules(
            List.of(
                    "openai-organization",
                    "openai-project",
                    "openai-beta",
                    "anthropic-beta",
                    "traceparent",
                    "tracestate"),
            List.of(
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "x-request-id",
                    "request-id",
                    "openai-processing-ms",
                    "openai-version",
                    "x-ratelimit-limit-requests",
                    "x-ratelimit-limit-tokens",
                    "x-ratelimit-remaining-requests",
                    "x-ratelimit-remaining-tokens",
                    "x-ratelimit-reset-requests",
                    "x-ratelimit-reset-tokens"),
            "x-request-id");

    private OpenAiHeaders() {}
}
