package dev.weir.dialect;

import dev.weir.chat.Annotation;
import dev.weir.chat.Detail;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What one request loses on its way to a provider, in the order it was found, each in the caller's own words. The
/// dialects extend it by what each of them has no word for.
public class LossList {
    /// Most that are told of one request, which a receipt holds.
    static final int MOST = 256;

    private final List<Loss> losses = new ArrayList<>();
    private final Wording wording;
    private boolean lossy;

    public LossList(Wording wording) {
        this.wording = wording;
    }

    /// @param path JSON pointer in the request as it was read; of something added, in the one that is made
    public final void tell(String path, Verdict verdict, String reason) {
        Loss loss = new Loss(verdict == Verdict.ADDED ? path : wording.place(path), verdict, reason);
        if (losses.size() < MOST) {
            losses.add(loss);
        } else if (losses.size() == MOST) {
            losses.add(new Loss(loss.path(), verdict, reason + " There is more than is listed."));
        } else if (loss.lossy() && !lossy) {
            losses.set(MOST, new Loss(loss.path(), verdict, reason + " There is more than is listed."));
        }
        lossy |= loss.lossy();
    }

    public final void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
    }

    public final void dropped(Setting setting, String reason) {
        tell(path(setting), Verdict.DROPPED, reason);
    }

    public final void coerced(String path, String reason) {
        tell(path, Verdict.COERCED, reason);
    }

    public final void coerced(Setting setting, String reason) {
        tell(path(setting), Verdict.COERCED, reason);
    }

    public final void renamed(String path, String reason) {
        tell(path, Verdict.RENAMED, reason);
    }

    /// @param path JSON pointer in the request that is made
    public final void added(String path, String reason) {
        tell(path, Verdict.ADDED, reason);
    }

    /// A field that nobody here knows. Of an object each field is told, for it may hold only what was left over.
    public final void unknown(String path, JsonNode value, String reason) {
        if (value.isObject() && !value.isEmpty()) {
            value.forEachEntry((name, inner) -> unknown(path + "/" + Pointers.escaped(name), inner, reason));
        } else {
            dropped(path, reason);
        }
    }

    /// Citations that cannot go back, each at its own place where it says one.
    ///
    /// @param at of the text
    public final void uncited(Part.Text text, String at, String reason) {
        for (Annotation annotation : text.annotations()) {
            uncited(annotation, at, reason);
        }
    }

    public final void uncited(Annotation annotation, String at, String reason) {
        String own = annotation.extras().at();
        dropped(own.isEmpty() ? path(at, Detail.CITATIONS) : own, reason);
    }

    public final String path(Setting setting) {
        return wording.path(setting);
    }

    public final String path(String at, Detail detail) {
        return wording.path(at, detail);
    }

    /// Where a part stands; its turn, where it does not say.
    public static String path(Turn turn, int part) {
        return path(turn.parts().get(part), turn.at());
    }

    /// Where a part stands; `around`, where it does not say.
    public static String path(Part part, String around) {
        String at = part.marks().extras().at();
        return at.isEmpty() ? around : at;
    }

    /// Where a tool stands; its number among the tools, where it does not say.
    public final String path(Tool tool, int index) {
        String at = tool.marks().extras().at();
        return at.isEmpty() ? path(Setting.TOOLS) + "/" + index : at;
    }

    public final List<Loss> list() {
        return losses;
    }
}
