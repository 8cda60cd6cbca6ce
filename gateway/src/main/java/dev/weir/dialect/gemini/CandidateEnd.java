package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Stop;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How one candidate ends, as far as it was said: the last word counts, and a leg's is none.
final class CandidateEnd {
    /// Protobuf's zero: the candidate has not ended.
    private static final String UNSPECIFIED = "FINISH_REASON_UNSPECIFIED";

    private @Nullable String reason;
    private @Nullable String token;
    private Extras extras = Extras.NONE;

    /// Reads what a candidate of one chunk says of it.
    void read(Fields candidate) {
        String shown = candidate.text(GeminiLegs.TOKEN);
        token = shown == null || shown.isEmpty() ? token : shown;
        String word = candidate.text("finishReason");
        if (word != null && !word.equals(UNSPECIFIED)) {
            reason = word;
            extras = beside(candidate);
        }
    }

    private static Extras beside(Fields candidate) {
        ObjectNode fields = Json.object();
        for (String name : List.of("finishMessage", GeminiLegs.TOKEN)) {
            JsonNode value = candidate.any(name);
            if (value != null) {
                fields.set(name, value);
            }
        }
        return fields.isEmpty()
                ? Extras.NONE
                : new Fields(fields, candidate.at(), GeminiProviderCodec.DIALECT, Fields.Mode.LENIENT).rest();
    }

    /// Whether the provider has said it.
    boolean isSaid() {
        return reason != null;
    }

    /// The token behind which the candidate goes on, should its stream end here, or null.
    @Nullable
    String token() {
        return reason == null || reason.equals(GeminiLegs.REASON) ? token : null;
    }

    /// The next leg follows, which says how it ends.
    void nextLeg() {
        reason = null;
        token = null;
        extras = Extras.NONE;
    }

    /// @param calls function calls that the candidate holds
    Finish finish(int calls) {
        return reason == null
                ? new Finish(Stop.OTHER, null, null, extras)
                : FinishReasons.finish(reason, calls, extras);
    }
}
