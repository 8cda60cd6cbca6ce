package dev.weir.dialect.anthropic;

import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import dev.weir.dialect.ServiceWords;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads Anthropic's `usage`, where the cache stands beside the input and thinking inside the output.
///
/// `cache_creation` splits the writes by lifetime; in streams the split is that of the start and the sum that of the
/// end, so the sum is believed and the short-lived writes are what the hour's leave of it.
///
/// `iterations` repeats the rounds of a turn. Those of kind `message` are in the sums already. A `compaction` is not,
/// and is added here: it is the same model's work at the same price. An `advisor_message` is not in the sums either and
/// is not added, for another model answered it at another price; it stays in the raw block.
final class UsageReader {
    private static final Set<String> ANYWHERE = Set.of("global", "not_available");

    private UsageReader() {}

    /// A block of Anthropic's own.
    record Own(ObjectNode node) implements Usage.Raw {}

    /// Usage, or null when the block holds no count.
    static @Nullable Usage read(ObjectNode raw) {
        Fields usage = fields(raw, "/usage");
        Long input = usage.whole("input_tokens");
        Long output = usage.whole("output_tokens");
        if (input == null && output == null) {
            return null;
        }
        Counts sum = new Counts();
        sum.add(usage);
        for (Fields iteration : usage.objects("iterations")) {
            if ("compaction".equals(iteration.text("type"))) {
                sum.add(iteration);
            }
        }
        return new Usage(
                new Usage.Input(sum.fresh, sum.cacheRead, sum.writeShort, sum.writeLong, 0, 0),
                new Usage.Output(sum.output - sum.thinking, sum.thinking, 0, 0),
                Usage.Service.of(tier(raw), searches(raw)),
                Usage.Source.REPORTED,
                new Own(raw));
    }

    /// The class of service; a speed and a place of inference that have prices of their own are such classes, too.
    private static @Nullable String tier(ObjectNode raw) {
        String tier = ServiceWords.tier(raw.path("service_tier"));
        if (raw.path("speed").asString("").equals("fast")) {
            tier = and("fast", tier);
        }
        String place = raw.path("inference_geo").asString("");
        return place.isEmpty() || ANYWHERE.contains(place) ? tier : and("geo-" + place, tier);
    }

    private static String and(String one, @Nullable String other) {
        return other == null ? one : one + " " + other;
    }

    private static long searches(ObjectNode raw) {
        return Math.max(
                0, raw.path("server_tool_use").path("web_search_requests").asLong(0));
    }

    private static Fields fields(ObjectNode node, String at) {
        return new Fields(node, at, MessagesProviderCodec.DIALECT, Fields.Mode.LENIENT);
    }

    private static final class Counts {
        private long fresh;
        private long cacheRead;
        private long writeShort;
        private long writeLong;
        private long output;
        private long thinking;

        private void add(Fields usage) {
            fresh += count(usage, "input_tokens");
            cacheRead += count(usage, "cache_read_input_tokens");
            Fields split = usage.object("cache_creation");
            long hour = split == null ? 0 : count(split, "ephemeral_1h_input_tokens");
            long short5 = split == null ? 0 : count(split, "ephemeral_5m_input_tokens");
            long written = Math.max(count(usage, "cache_creation_input_tokens"), hour);
            writeLong += hour;
            writeShort += usage.has("cache_creation_input_tokens") ? written - hour : short5;
            long out = count(usage, "output_tokens");
            Fields details = usage.object("output_tokens_details");
            output += out;
            thinking += details == null ? 0 : Math.min(out, count(details, "thinking_tokens"));
        }

        private static long count(Fields usage, String name) {
            Long count = usage.whole(name);
            return count == null ? 0 : Math.max(0, count);
        }
    }
}
