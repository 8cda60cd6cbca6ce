package dev.weir.dialect.anthropic;

import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.dialect.ToldLosses;
import java.util.function.Consumer;

/// What an answer loses on its way to a client of Anthropic's.
final class AnswerLosses extends ToldLosses {
    AnswerLosses(Consumer<Loss> out) {
        super(out, "A message has no such field.");
    }

    void finish(Finish finish) {
        switch (finish.stop()) {
            case OTHER ->
                tell(
                        "/choices/0/finish",
                        Verdict.COERCED,
                        "The provider's reason '" + finish.raw()
                                + "' has no word at Anthropic and is said as 'end_turn'.");
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED, PAUSED, CONTEXT_FULL -> {}
        }
    }

    void otherChoice(int choice) {
        dropped("/choices/" + choice, "A message is one answer.");
    }

    void logprobs() {
        dropped("/choices/0/logprobs", "A message tells no log-probabilities.");
    }

    void sealOfNothing(int index) {
        dropped(path(index) + "/seal", "A seal whose part has no block has no place in a message.");
    }

    void noUsage() {
        tell("/usage", Verdict.ADDED, "The provider told no usage, and a message must: its zeros count nothing.");
    }

    static String path(Part part, int index) {
        return path(part, 0, index);
    }

    static String path(int index) {
        return path(0, index);
    }
}
