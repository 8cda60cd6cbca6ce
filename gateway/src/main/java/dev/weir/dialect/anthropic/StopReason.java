package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Stop;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a message ended, in Anthropic's words.
final class StopReason {
    private StopReason() {}

    /// @param word `stop_reason`
    /// @param sequence `stop_sequence`
    /// @param details `stop_details`, kept whole
    static Finish finish(@Nullable String word, @Nullable String sequence, @Nullable JsonNode details) {
        Extras extras = details == null
                ? Extras.NONE
                : new Extras(MessagesProviderCodec.DIALECT, "", Map.of("stop_details", details));
        return new Finish(stop(word), word, sequence, extras);
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
