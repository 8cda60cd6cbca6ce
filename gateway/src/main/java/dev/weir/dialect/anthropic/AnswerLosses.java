package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a client of Anthropic's, each path told once.
///
/// A part's path is the pointer of its extras, which is its place in the provider's answer; a part without one is
/// named by its place in the canonical answer, `/choices/0/parts/2`.
final class AnswerLosses {
    private final Consumer<Loss> out;
    private final Set<String> told = new HashSet<>();

    AnswerLosses(Consumer<Loss> out) {
        this.out = out;
    }

    void tell(String path, Verdict verdict, String reason) {
        if (told.add(path)) {
            out.accept(new Loss(path, verdict, reason));
        }
    }

    void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
    }

    void renamed(String path, String reason) {
        tell(path, Verdict.RENAMED, reason);
    }

    /// Fields that only their owner's dialect has.
    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(extras.at() + "/" + name, "A message has no such field.");
        }
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
        String at = part.marks().extras().at();
        return at.isEmpty() ? path(index) : at;
    }

    static String path(int index) {
        return "/choices/0/parts/" + index;
    }
}
