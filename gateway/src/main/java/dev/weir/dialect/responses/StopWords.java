package dev.weir.dialect.responses;

import dev.weir.chat.Stop;
import org.jspecify.annotations.Nullable;

/// How a response says why it ended.
final class StopWords {
    private StopWords() {}

    /// @param reason of `incomplete_details`
    /// @param called whether the output holds calls for the client to answer
    static Stop read(@Nullable String status, @Nullable String reason, boolean called) {
        return switch (status) {
            case null -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "completed" -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "incomplete" ->
                switch (reason) {
                    case "max_output_tokens" -> Stop.MAX_TOKENS;
                    case "content_filter" -> Stop.REFUSED;
                    case null, default -> Stop.OTHER;
                };
            default -> Stop.OTHER;
        };
    }

    /// The word of `incomplete_details`, or null when the response is completed.
    static @Nullable String incomplete(Stop stop) {
        return switch (stop) {
            case MAX_TOKENS, CONTEXT_FULL -> "max_output_tokens";
            case REFUSED -> "content_filter";
            case COMPLETE, STOP_SEQUENCE, TOOL_CALLS, PAUSED, OTHER -> null;
        };
    }
}
