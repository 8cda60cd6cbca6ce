package dev.weir.dialect.bedrock;

import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `usage`, whose input does not count what came from the prompt cache.
final class UsageWriter {
    private UsageWriter() {}

    static ObjectNode none() {
        return Json.object().put("inputTokens", 0).put("outputTokens", 0).put("totalTokens", 0);
    }

    /// Bedrock's own block as it was, else the counts in its words.
    static JsonNode write(Usage usage) {
        JsonNode raw = usage.raw() == null ? Json.object() : usage.raw().node();
        if (raw.has("inputTokens") && raw.has("totalTokens")) {
            return raw;
        }
        Usage.Input in = usage.input();
        long written = in.cacheWrite() + in.cacheWriteLong();
        ObjectNode out = Json.object()
                .put("inputTokens", in.total() - in.cacheRead() - written)
                .put("outputTokens", usage.output().total())
                .put("totalTokens", usage.total());
        if (in.cacheRead() + written > 0) {
            out.put("cacheReadInputTokens", in.cacheRead()).put("cacheWriteInputTokens", written);
        }
        if (in.cacheWriteLong() > 0) {
            ArrayNode details = out.putArray("cacheDetails");
            details.addObject().put("ttl", "1h").put("inputTokens", in.cacheWriteLong());
            if (in.cacheWrite() > 0) {
                details.addObject().put("ttl", "5m").put("inputTokens", in.cacheWrite());
            }
        }
        return out;
    }
}
