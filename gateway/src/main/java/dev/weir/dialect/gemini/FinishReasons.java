package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Stop;

/// What Gemini's `finishReason` words mean.
final class FinishReasons {
    private FinishReasons() {}

    /// @param calls function calls that the candidate holds: `STOP` does not tell them apart from an answer in words
    static Finish finish(String reason, int calls, Extras extras) {
        return new Finish(stop(reason, calls), reason, null, extras);
    }

    /// Whether a reason is spelled like one of Gemini's.
    static boolean isWord(String reason) {
        return !reason.isEmpty() && reason.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c == '_');
    }

    static Stop stop(String reason, int calls) {
        return switch (reason) {
            case "STOP" -> calls > 0 ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case "MAX_TOKENS" -> Stop.MAX_TOKENS;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> Stop.REFUSED;
            // Not an end: to be asked again with the token that stands beside it.
            case "CONTINUATION" -> Stop.PAUSED;
            // A call under these words was not made as declared, so it is none to be answered.
            case "UNEXPECTED_TOOL_CALL", "MALFORMED_FUNCTION_CALL", "TOO_MANY_TOOL_CALLS" -> Stop.OTHER;
            default -> Stop.OTHER;
        };
    }
}
