package dev.weir.dialect.gemini;

import dev.weir.dialect.HeaderRules;
import java.util.List;

/// The headers of Gemini's dialect.
public final class GeminiHeaders {
    public static final HeaderRules RULES = new HeaderRules(
            List.of("x-goog-api-client", "x-server-timeout", "traceparent", "tracestate"),
            List.of("retry-after", "server-timing", "x-gemini-service-tier"),
            "x-request-id");

    private GeminiHeaders() {}
}
