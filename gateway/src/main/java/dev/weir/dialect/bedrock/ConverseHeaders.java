package dev.weir.dialect.bedrock;

import dev.weir.dialect.HeaderRules;
import java.util.List;

/// The headers of Bedrock's dialect.
public final class ConverseHeaders {
    public static final HeaderRules RULES = new HeaderRules(
            List.of("traceparent", "tracestate"),
            List.of("retry-after", "x-amzn-requestid", "x-amzn-bedrock-trace"),
            "x-amzn-requestid");

    private ConverseHeaders() {}
}
