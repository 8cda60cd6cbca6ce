package dev.weir.dialect;

import dev.weir.chat.Delivered;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads the usage blocks of what is no chat: `prompt_tokens` or `input_tokens`, `completion_tokens` or
/// `output_tokens`, `total_tokens` alone, `tokens`, and Cohere's `billed_units`; and what is billed in other units:
/// `seconds` and `search_units`.
public final class PlainUsage {
    private PlainUsage() {}

    /// What is written where nobody says otherwise.
    public enum Written {
        TEXT,
        PICTURES,
        SOUND
    }

    /// Meters what a block says.
    public static void meter(JsonNode block, Written written, Delivered delivered) {
        Usage usage = read(block, written);
        if (usage != null) {
            delivered.meter(usage);
        }
        Units units = delivered.units();
        long shown = Math.max(0, first(input(block), "image_tokens")) + Math.max(0, first(block, "image_tokens"));
        if (shown > 0) {
            delivered.count(units.shown(shown));
        }
        if (block.path("seconds").isNumber()) {
            delivered.count(units.heard(millis(block.path("seconds"))));
        }
        if (block.path("search_units").isNumber()) {
            delivered.count(
                    units.searched((long) Math.ceil(block.path("search_units").doubleValue())));
        }
    }

    /// Seconds as thousandths.
    public static long millis(JsonNode seconds) {
        return Math.max(0, Math.round(seconds.doubleValue() * 1_000));
    }

    private static JsonNode input(JsonNode block) {
        for (String name : new String[] {"input_tokens_details", "input_token_details", "prompt_tokens_details"}) {
            if (block.has(name)) {
                return block.path(name);
            }
        }
        return MissingNode.getInstance();
    }

    /// @return null when the block holds no tokens: unreadable usage is never zero
    public static @Nullable Usage read(JsonNode block) {
        return read(block, Written.TEXT);
    }

    private static @Nullable Usage read(JsonNode block, Written kind) {
        long read = first(block, "prompt_tokens", "input_tokens", "promptTokenCount", "inputTextTokenCount", "tokens");
        long written = first(block, "completion_tokens", "output_tokens", "candidatesTokenCount");
        long total = first(block, "total_tokens", "totalTokenCount");
        if (read < 0 && written < 0 && total < 0) {
            return null;
        }
        long output = Math.max(0, written);
        // Cohere counts pictures beside its input tokens; everybody else inside.
        long beside = Math.max(0, first(block, "image_tokens"));
        long input = (read >= 0 ? read : Math.max(0, total - output)) + beside;
        JsonNode in = input(block);
        long cached = Math.min(input, Math.max(0, first(in, "cached_tokens")));
        long audio = Math.min(input - cached, Math.max(0, first(in, "audio_tokens")));
        JsonNode out = block.path("output_tokens_details");
        boolean said = out.has("image_tokens") || out.has("text_tokens");
        long images =
                kind == Written.PICTURES && !said ? output : Math.min(output, Math.max(0, first(out, "image_tokens")));
        long sound = kind == Written.SOUND ? output - images : 0;
        return new Usage(
                new Usage.Input(input - cached - audio, cached, 0, 0, 0, audio),
                new Usage.Output(output - images - sound, 0, sound, images),
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
