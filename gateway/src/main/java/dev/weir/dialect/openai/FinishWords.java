package dev.weir.dialect.openai;

import dev.weir.chat.Failure;
import dev.weir.chat.Stop;
import org.jspecify.annotations.Nullable;

/// The finish reasons of OpenAI Chat and of its compatible hosts.
final class FinishWords {
    private FinishWords() {}

    /// Why an answer is not whole though it ended, or null: Mistral and OpenRouter say so of one that they could not
    /// finish.
    static @Nullable Failure failure(@Nullable String raw) {
        return "error".equals(raw)
                ? new Failure.Broken("The provider could not finish its answer, and does not say why.", 200)
                : null;
    }

    /// @param raw empty or null where the host (Snowflake, Alibaba) says none
    /// @param called whether the answer holds calls for the client to answer
    /// @param matched the stop sequence that vLLM says it met
    static Stop read(@Nullable String raw, boolean called, @Nullable String matched) {
        return switch (raw) {
            case null -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "" -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "stop" -> matched == null ? Stop.COMPLETE : Stop.STOP_SEQUENCE;
            case "stop_sequence" -> Stop.STOP_SEQUENCE;
            case "length", "model_length", "max_tokens" -> Stop.MAX_TOKENS;
            case "tool_calls", "function_call" -> Stop.TOOL_CALLS;
            case "content_filter", "refusal", "sensitive" -> Stop.REFUSED;
            default -> Stop.OTHER;
        };
    }
}
