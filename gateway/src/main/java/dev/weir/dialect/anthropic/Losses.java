package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Pointers;
import tools.jackson.databind.JsonNode;

/// What one request loses on its way to Anthropic.
final class Losses extends LossList {
    Losses(Wording wording) {
        super(wording);
    }

    /// Every field of these extras is gone.
    void dropped(Extras extras) {
        extras.fields().keySet().forEach(name -> dropped(extras, name));
    }

    /// A field of these extras is gone. An object holds only what was not understood of it, so its fields are told.
    void dropped(Extras extras, String name) {
        JsonNode value = extras.fields().get(name);
        if (value != null) {
            unknown(below(extras.at(), name), value, "Anthropic has no word for this field of " + extras.owner());
        }
    }

    /// The JSON pointer of a field of the object at `at`.
    static String below(String at, String name) {
        return at + "/" + Pointers.escaped(name);
    }
}
