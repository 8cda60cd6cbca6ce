package dev.weir.dialect.responses;

import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.dialect.ToldLosses;
import java.util.function.Consumer;

/// What an answer loses on its way to a client of the Responses API.
final class AnswerLosses extends ToldLosses {
    AnswerLosses(Consumer<Loss> out) {
        super(out, "The Responses API has no such field.");
    }

    void finish(Finish finish) {
        switch (finish.stop()) {
            case PAUSED, OTHER ->
                tell(
                        "/choices/0/finish",
                        Verdict.COERCED,
                        "The provider's reason '" + finish.raw()
                                + "' has no word in the Responses API and is said as 'completed'.");
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED, CONTEXT_FULL -> {}
        }
        if (finish.matched() != null) {
            dropped("/choices/0/finish/matched", "The Responses API does not say which stop sequence was met.");
        }
    }

    static String path(Part part, int index) {
        return path(part, 0, index);
    }

    static String path(int index) {
        return path(0, index);
    }
}
