package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.dialect.Pointers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Collects what one request loses on its way to Anthropic.
///
/// A canonical field has no pointer of its own; it is named as OpenAI Chat names it (`/temperature`,
/// `/response_format`).
/// What happens to a part is told at its turn.
final class Losses {
    private final List<Loss> losses = new ArrayList<>();

    void dropped(String path, String reason) {
        losses.add(new Loss(path, Loss.Verdict.DROPPED, reason));
    }

    void coerced(String path, String reason) {
        losses.add(new Loss(path, Loss.Verdict.COERCED, reason));
    }

    void renamed(String path, String reason) {
        losses.add(new Loss(path, Loss.Verdict.RENAMED, reason));
    }

    void added(String path, String reason) {
        losses.add(new Loss(path, Loss.Verdict.ADDED, reason));
    }

    /// Every field of these extras is gone.
    void dropped(Extras extras) {
        extras.fields().keySet().forEach(name -> dropped(extras, name));
    }

    /// A field of these extras is gone. An object holds only what was not understood of it, so its fields are told.
    void dropped(Extras extras, String name) {
        JsonNode value = extras.fields().get(name);
        if (value != null) {
            unknown(below(extras.at(), name), value, extras.owner());
        }
    }

    private void unknown(String path, JsonNode value, String owner) {
        if (value.isObject() && !value.isEmpty()) {
            value.forEachEntry((name, inner) -> unknown(below(path, name), inner, owner));
        } else {
            dropped(path, "Anthropic has no word for this field of " + owner);
        }
    }

    /// The JSON pointer of a field of the object at `at`.
    static String below(String at, String name) {
        return at + "/" + Pointers.escaped(name);
    }

    List<Loss> all() {
        return losses;
    }
}
