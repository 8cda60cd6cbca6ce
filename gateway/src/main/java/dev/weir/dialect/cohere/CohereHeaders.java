package dev.weir.dialect.cohere;

import dev.weir.dialect.HeaderRules;
import java.util.List;

/// The headers of Cohere's dialect.
public final class CohereHeaders {
    public static final HeaderRules RULES = new HeaderRules(
            List.of("x-client-name", "traceparent", "tracestate"),
            List.of(
                    "retry-after",
                    "x-debug-trace-id",
                    "x-api-warning",
                    "x-endpoint-monthly-call-limit",
                    "x-trial-endpoint-call-limit",
                    "x-trial-endpoint-call-remaining"),
            "x-debug-trace-id");

    private CohereHeaders() {}
}
