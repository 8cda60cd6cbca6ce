package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a Gemini client, each path told once.
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

    void coerced(String path, String reason) {
        tell(path, Verdict.COERCED, reason);
    }

    /// Fields that have no place in the answer.
    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(extras.at() + "/" + name, "Gemini has no such field.");
        }
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

    static String path(Part part, int choice, int index) {
        String at = part.marks().extras().at();
        return at.isEmpty() ? path(choice, index) : at;
    }

    static String path(int choice, int index) {
        return "/choices/" + choice + "/parts/" + index;
    }
}
