package dev.weir.dialect.gemini;

import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.dialect.ToldLosses;
import java.util.function.Consumer;

/// What an answer loses on its way to a Gemini client.
final class AnswerLosses extends ToldLosses {
    AnswerLosses(Consumer<Loss> out) {
        super(out, "Gemini has no such field.");
    }

    void finish(Finish finish, int choice) {
        String path = "/choices/" + choice + "/finish";
        switch (finish.stop()) {
            case PAUSED ->
                coerced(path, "The provider paused ('" + finish.raw() + "'), which Gemini can only say as OTHER.");
            case OTHER -> coerced(path, "The provider's reason '" + finish.raw() + "' has no word at Gemini.");
            case CONTEXT_FULL -> coerced(path, "Gemini does not tell a full context window from MAX_TOKENS.");
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED -> {}
        }
    }
}
