package dev.weir.dialect.bedrock;

import dev.weir.chat.Usage;
import dev.weir.dialect.ServiceWords;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `usage`: the cached part of the prompt is counted beside the input, unless the total says that it lies inside.
final class UsageReader {
    private UsageReader() {}

    /// The counts of an answer, or of a stream's last message, with the class of service that stands beside them;
    /// null when there are none.
    static @Nullable Usage of(JsonNode answer) {
        Usage usage = read(answer.get("usage"));
        return usage == null ? null : usage.servedIn(tier(answer.path("serviceTier")));
    }

    /// `{"type":"flex"}` by the word of price lists; null for the usual class.
    static @Nullable String tier(JsonNode said) {
        return ServiceWords.tier(said.path("type"));
    }

    /// The counts, or null when there are none.
    static @Nullable Usage read(@Nullable JsonNode usage) {
        if (usage == null
                || !usage.path("inputTokens").isNumber()
                        && !usage.path("outputTokens").isNumber()) {
            return null;
        }
        long in = count(usage, "inputTokens");
        long out = count(usage, "outputTokens");
        long read = count(usage, "cacheReadInputTokens");
        long write = count(usage, "cacheWriteInputTokens");
        long total = count(usage, "totalTokens");
        boolean inside = read + write > 0 && total == in + out;
        long fresh = inside ? Math.max(0, in - read - write) : in;
        long lasting = 0;
        for (JsonNode detail : usage.path("cacheDetails")) {
            if (detail.path("ttl").asString("").equals("1h")) {
                lasting += count(detail, "inputTokens");
            }
        }
        lasting = Math.min(lasting, write);
        return new Usage(
                new Usage.Input(fresh, read, write - lasting, lasting, 0, 0),
                new Usage.Output(out, 0, 0, 0),
                Usage.Source.REPORTED,
                Usage.Raw.of(usage));
    }

    private static long count(JsonNode node, String name) {
        return Math.max(0, node.path(name).asLong(0));
    }
}
