package dev.weir.dialect.cohere;

import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `usage`. Cohere counts twice: `tokens` is what the model saw, its own preamble and the cached part included;
/// `billed_units` is what is paid for, hundreds of times less for a short question. Prices are per billed token, so
/// these are the counts; the block itself stays beside them.
final class UsageReader {
    private UsageReader() {}

    /// The counts, or null when there are none.
    static @Nullable Usage read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return null;
        }
        JsonNode billed = usage.path("billed_units");
        boolean isBilled = count(billed, "input_tokens") >= 0 || count(billed, "output_tokens") >= 0;
        JsonNode counts = isBilled ? billed : usage.path("tokens");
        long in = count(counts, "input_tokens");
        long out = count(counts, "output_tokens");
        if (in < 0 && out < 0) {
            return null;
        }
        long fresh = Math.max(0, in);
        long cached = isBilled ? 0 : Math.clamp(count(usage, "cached_tokens"), 0, fresh);
        return new Usage(
                new Usage.Input(fresh - cached, cached, 0, 0, 0, 0),
                new Usage.Output(Math.max(0, out), 0, 0, 0),
                Usage.Source.REPORTED,
                Usage.Raw.of(usage));
    }

    /// A count, which Cohere may spell as a decimal; -1 where there is none.
    private static long count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        Double number = Fields.finite(value);
        return number != null && number >= 0 && number < 1e15 ? Math.round(number) : -1;
    }
}
