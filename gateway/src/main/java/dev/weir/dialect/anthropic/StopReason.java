package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Stop;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a message ended, in Anthropic's words.
final class StopReason {
    private StopReason() {}

    /// @param word `stop_reason`
    /// @param sequence `stop_sequence`
    /// @param details `stop_details`, kept whole; so is a word that is not known
    static Finish finish(@Nullable String word, @Nullable String sequence, @Nullable JsonNode details) {
        Stop stop = stop(word);
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        if (word != null && stop == Stop.OTHER) {
            fields.put("stop_reason", Json.string(word));
        }
        if (details != null) {
            fields.put("stop_details", details);
        }
        Extras extras = fields.isEmpty() ? Extras.NONE : new Extras(MessagesProviderCodec.DIALECT, "", fields);
        return new Finish(stop, word, sequence, extras);
    }

    /// The provider's own word where it is Anthropic's, or null: a word of tomorrow's is known by the extras.
    static @Nullable String own(Finish finish) {
        JsonNode tomorrows = finish.extras().owner().equals(MessagesProviderCodec.DIALECT)
                ? finish.extras().fields().get("stop_reason")
                : null;
        if (tomorrows != null) {
            return tomorrows.asString();
        }
        return finish.stop() != Stop.OTHER && stop(finish.raw()) == finish.stop() ? finish.raw() : null;
    }

    /// Anthropic's own words on why it declined, or null: they stand beside the content, not in it.
    static @Nullable String explanation(Finish finish) {
        JsonNode details = finish.extras().fields().get("stop_details");
        if (finish.stop() != Stop.REFUSED || details == null) {
            return null;
        }
        JsonNode words = details.get("explanation");
        return words != null && words.isString() && !words.stringValue().isEmpty() ? words.stringValue() : null;
    }

    private static Stop stop(@Nullable String word) {
        return switch (word) {
            case "end_turn" -> Stop.COMPLETE;
            case "stop_sequence" -> Stop.STOP_SEQUENCE;
            case "max_tokens" -> Stop.MAX_TOKENS;
            case "tool_use" -> Stop.TOOL_CALLS;
            case "refusal" -> Stop.REFUSED;
            case "pause_turn", "compaction" -> Stop.PAUSED;
            case "model_context_window_exceeded" -> Stop.CONTEXT_FULL;
            case null, default -> Stop.OTHER;
        };
    }
}
