package dev.weir.dialect;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a client, each path told once. The dialects extend it by what each of them has no
/// word for.
///
/// A part's path is the pointer of its extras, which is its place in the provider's answer; a part without one is
/// named by its place in the canonical answer, `/choices/0/parts/2`.
public class ToldLosses {
    private final Consumer<Loss> out;
    private final String noSuchField;
    private final Set<String> told = new HashSet<>();

    /// @param noSuchField the sentence for a field that the client's dialect does not have
    protected ToldLosses(Consumer<Loss> out, String noSuchField) {
        this.out = out;
        this.noSuchField = noSuchField;
    }

    public final void tell(String path, Verdict verdict, String reason) {
        if (told.add(path)) {
            out.accept(new Loss(path, verdict, reason));
        }
    }

    public final void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
    }

    public final void renamed(String path, String reason) {
        tell(path, Verdict.RENAMED, reason);
    }

    public final void coerced(String path, String reason) {
        tell(path, Verdict.COERCED, reason);
    }

    /// Fields that only their owner's dialect has.
    public final void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(extras.at() + "/" + Pointers.escaped(name), noSuchField);
        }
    }

    public static String path(Part part, int choice, int index) {
        String at = part.marks().extras().at();
        return at.isEmpty() ? path(choice, index) : at;
    }

    public static String path(int choice, int index) {
        return "/choices/" + choice + "/parts/" + index;
    }
}
