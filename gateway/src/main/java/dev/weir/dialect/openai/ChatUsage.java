package dev.weir.dialect.openai;

import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Usage blocks of OpenAI Chat and of the hosts that are compatible with it, sorted into disjoint buckets.
///
/// OpenAI counts cached tokens inside the prompt and reasoning inside the completion. Hosts differ in names (Mistral's
/// `num_cached_tokens`, DeepSeek's `prompt_cache_hit_tokens`) and in arithmetic (xAI's reasoning stands outside of the
/// completion); where the block has a total, the total decides.
final class ChatUsage {
    private ChatUsage() {}

    /// The block as usage, or null when it holds no counts.
    static @Nullable Usage read(JsonNode usage, UsageConvention convention) {
        long prompt = count(usage, "prompt_tokens");
        long completion = count(usage, "completion_tokens");
        if (prompt < 0 && completion < 0) {
            return null;
        }
        JsonNode in = usage.path("prompt_tokens_details");
        JsonNode out = usage.path("completion_tokens_details");
        long cached = first(
                count(in, "cached_tokens"),
                count(usage, "prompt_cache_hit_tokens"),
                count(usage, "num_cached_tokens"),
                count(usage, "cached_tokens"));
        long written = first(count(in, "cache_write_tokens"), count(in, "cache_creation_tokens"));
        long heard = first(count(in, "audio_tokens"));
        long spoken = first(count(out, "audio_tokens"));
        long drawn = first(count(out, "image_tokens"));
        long reasoning = first(count(out, "reasoning_tokens"), count(usage, "reasoning_tokens"));
        long inside =
                outside(usage, Math.max(0, prompt), Math.max(0, completion), reasoning, convention) ? 0 : reasoning;
        return new Usage(
                new Usage.Input(rest(prompt, cached + written + heard), cached, written, 0, 0, heard),
                new Usage.Output(rest(completion, inside + spoken + drawn), reasoning, spoken, drawn),
                Usage.Source.REPORTED,
                usage);
    }

    /// Whether reasoning stands outside of the completion tokens.
    private static boolean outside(
            JsonNode usage, long prompt, long completion, long reasoning, UsageConvention convention) {
        if (reasoning == 0) {
            return false;
        }
        long total = count(usage, "total_tokens");
        if (total == prompt + completion + reasoning) {
            return true;
        }
        if (total == prompt + completion) {
            return false;
        }
        return convention == UsageConvention.REASONING_OUTSIDE || reasoning > completion;
    }

    private static long rest(long whole, long parts) {
        return Math.max(0, Math.max(0, whole) - parts);
    }

    private static long first(long... counts) {
        for (long count : counts) {
            if (count >= 0) {
                return count;
            }
        }
        return 0;
    }

    private static long count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() && value.canConvertToLong() ? value.longValue() : -1;
    }
}
