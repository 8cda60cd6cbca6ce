package dev.weir.dialect;

import dev.weir.chat.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the usage blocks of what is no chat: `prompt_tokens` or `input_tokens`, `completion_tokens` or
/// `output_tokens`, `total_tokens` alone, `tokens`, and Cohere's `billed_units`. What is billed in other units
/// (seconds,
/// searches) is kept as the raw block alone.
public final class PlainUsage {
    private PlainUsage() {}

    /// @return null when the block holds no tokens: unreadable usage is never zero
    public static @Nullable Usage read(JsonNode block) {
        long read = first(block, "prompt_tokens", "input_tokens", "promptTokenCount", "tokens");
        long written = first(block, "completion_tokens", "output_tokens", "candidatesTokenCount");
        long total = first(block, "total_tokens", "totalTokenCount");
        if (read < 0 && written < 0 && total < 0) {
            return null;
        }
        long output = Math.max(0, written);
        long input = read >= 0 ? read : Math.max(0, total - output);
        JsonNode in = block.has("input_tokens_details")
                ? block.path("input_tokens_details")
                : block.path("prompt_tokens_details");
        long cached = Math.min(input, Math.max(0, first(in, "cached_tokens")));
        long audio = Math.min(input - cached, Math.max(0, first(in, "audio_tokens")));
        long images = Math.min(output, Math.max(0, first(block.path("output_tokens_details"), "image_tokens")));
        return new Usage(
                new Usage.Input(input - cached - audio, cached, 0, 0, 0, audio),
                new Usage.Output(output - images, 0, 0, images),
                Usage.Source.REPORTED,
                Usage.Raw.of(block));
    }

    private static long first(JsonNode block, String... names) {
        for (String name : names) {
            JsonNode count = block.path(name);
            if (count.isNumber() && count.decimalValue().signum() >= 0 && count.canConvertToLong()) {
                return count.longValue();
            }
        }
        return -1;
    }
}
