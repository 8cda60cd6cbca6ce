package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a client of the Responses API, each path told once.
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

    /// Fields that only their owner's dialect has.
    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(
                    extras.at() + "/" + name.replace("~", "~0").replace("/", "~1"),
                    "The Responses API has no such field.");
        }
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
        String at = part.marks().extras().at();
        return at.isEmpty() ? path(index) : at;
    }

    static String path(int index) {
        return "/choices/0/parts/" + index;
    }
}
