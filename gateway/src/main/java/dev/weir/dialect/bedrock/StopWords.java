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
}
