package dev.weir.dialect.openai;

import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the usage block of OpenAI Chat and its compatible hosts.
///
/// The buckets always add up to what the provider counts: where its details say more than their sum, the details give
/// way (a recorded OpenRouter stream says 11 reasoning tokens inside 10 completion tokens). Where `total_tokens` proves
/// that reasoning lies outside of the completion, or inside, that counts for more than the convention.
final class ChatUsage {
    private ChatUsage() {}

    /// @return null when the block holds no counts: unreadable usage is never zero
    static @Nullable Usage read(JsonNode block, UsageConvention convention) {
        long prompt = count(block, "prompt_tokens", "input_tokens");
        long completion = count(block, "completion_tokens", "output_tokens");
        if (prompt < 0 && completion < 0) {
            return null;
        }
        return new Usage(
                input(block, Math.max(0, prompt)),
                output(block, Math.max(0, prompt), Math.max(0, completion), convention),
                Usage.Source.REPORTED,
                block);
    }

    private static Usage.Input input(JsonNode block, long prompt) {
        JsonNode details = object(block, "prompt_tokens_details", "input_tokens_details");
        long cached = first(
                count(details, "cached_tokens"),
                count(block, "prompt_cache_hit_tokens"),
                count(block, "num_cached_tokens"),
                count(block, "cached_tokens"),
                count(block, "cache_read_input_tokens"));
        long written = first(
                count(details, "cache_write_tokens"),
                count(details, "cache_creation_tokens"),
                count(block, "cache_creation_input_tokens"));
        long left = prompt;
        long read = Math.min(cached, left);
        left -= read;
        long write = Math.min(written, left);
        left -= write;
        long audio = Math.min(first(count(details, "audio_tokens")), left);
        return new Usage.Input(left - audio, read, write, 0, 0, audio);
    }

    private static Usage.Output output(JsonNode block, long prompt, long completion, UsageConvention convention) {
        JsonNode details = object(block, "completion_tokens_details", "output_tokens_details");
        long reasoning = first(count(details, "reasoning_tokens"), count(block, "reasoning_tokens"));
        long total = count(block, "total_tokens");
        boolean outside = switch (convention) {
            case REASONING_OUTSIDE -> total < 0 || total != prompt + completion;
            case STANDARD, CACHE_HIT_MISS, X_GROQ, CUMULATIVE_CHUNKS ->
                reasoning > 0 && total == prompt + completion + reasoning;
        };
        long left = outside ? completion + reasoning : completion;
        long thought = Math.min(reasoning, left);
        left -= thought;
        long audio = Math.min(first(count(details, "audio_tokens")), left);
        left -= audio;
        long images = Math.min(first(count(details, "image_tokens")), left);
        return new Usage.Output(left - images, thought, audio, images);
    }

    private static JsonNode object(JsonNode block, String name, String other) {
        JsonNode found = block.path(name);
        return found.isObject() ? found : block.path(other);
    }

    /// The first of these counts that is there, and its value; -1 when none is.
    private static long count(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.path(name);
            if (value.isNumber() && value.asLong(-1) >= 0) {
                return value.asLong();
            }
        }
        return -1;
    }

    /// The first that is a count; 0 when none is.
    private static long first(long... counts) {
        for (long count : counts) {
            if (count >= 0) {
                return count;
            }
        }
        return 0;
    }
}
