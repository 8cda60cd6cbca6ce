package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Stop;
import org.jspecify.annotations.Nullable;

/// How an answer ended, in Converse's words.
final class StopWords {
    private StopWords() {}

    static Finish finish(@Nullable String word) {
        return new Finish(stop(word), word, null, Extras.NONE);
    }

    private static Stop stop(@Nullable String word) {
        return switch (word) {
            case "end_turn" -> Stop.COMPLETE;
            case "tool_use" -> Stop.TOOL_CALLS;
            case "max_tokens" -> Stop.MAX_TOKENS;
            case "stop_sequence" -> Stop.STOP_SEQUENCE;
            case "guardrail_intervened", "content_filtered", "refusal" -> Stop.REFUSED;
            case "model_context_window_exceeded" -> Stop.CONTEXT_FULL;
            case null, default -> Stop.OTHER;
        };
    }

    /// The word for a client. A turn of calls ends in them, whatever else the provider says.
    ///
    /// @param calls that the client is to answer
    static String word(Finish finish, int calls) {
        String raw = finish.raw();
        return switch (finish.stop()) {
            case COMPLETE, PAUSED -> calls > 0 ? "tool_use" : "end_turn";
            case OTHER ->
                raw != null && (raw.equals("malformed_model_output") || raw.equals("malformed_tool_use"))
                        ? raw
                        : calls > 0 ? "tool_use" : "end_turn";
            case TOOL_CALLS -> "tool_use";
            case MAX_TOKENS -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case REFUSED -> "guardrail_intervened".equals(raw) ? "guardrail_intervened" : "content_filtered";
            case CONTEXT_FULL -> "model_context_window_exceeded";
        };
    }
}
