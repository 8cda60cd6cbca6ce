package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a Chat Completions client, each path told once.
///
/// A part's path is the pointer of its extras, which is its place in the provider's answer; a part without one is
/// named by its place in the canonical answer, `/choices/0/parts/2`.
final class Losses {
    private final Consumer<Loss> out;
    private final Set<String> told = new HashSet<>();

    Losses(Consumer<Loss> out) {
        this.out = out;
    }

    void tell(String path, Verdict verdict, String reason) {
        if (told.add(path)) {
            out.accept(new Loss(path, verdict, reason));
        }
    }

    void dropped(Part part, int choice, int index, String reason) {
        tell(path(part, choice, index), Verdict.DROPPED, reason);
    }

    /// Fields that only their owner's dialect has.
    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            tell(extras.at() + "/" + name, Verdict.DROPPED, "Chat Completions has no such field.");
        }
    }

    void finish(Finish finish, int choice) {
        switch (finish.stop()) {
            case PAUSED ->
                tell(
                        finishPath(choice),
                        Verdict.COERCED,
                        "The provider paused ('" + finish.raw() + "'), which Chat Completions can only say as 'stop'.");
            case OTHER ->
                tell(
                        finishPath(choice),
                        Verdict.COERCED,
                        "The provider's reason '" + finish.raw()
                                + "' has no word in Chat Completions and is said as 'stop'.");
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED, CONTEXT_FULL -> {}
        }
    }

    static String path(Part part, int choice, int index) {
        String at = part.marks().extras().at();
        return at.isEmpty() ? "/choices/" + choice + "/parts/" + index : at;
    }

    private static String finishPath(int choice) {
        return "/choices/" + choice + "/finish";
    }
}
