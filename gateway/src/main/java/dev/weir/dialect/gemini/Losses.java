package dev.weir.dialect.gemini;

import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Pointers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to Gemini, in the order it was found.
final class Losses extends LossList {
    Losses(Wording wording) {
        super(wording);
    }

    /// Puts Gemini's own extras where they belong, and lists all others.
    void extras(Extras extras, ObjectNode into) {
        boolean ours = extras.owner().equals(GeminiProviderCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (ours) {
                merge(into, name, value, extras.at() + "/" + Pointers.escaped(name));
            } else {
                unknown(extras.at() + "/" + Pointers.escaped(name), value, "Gemini has no such field.");
            }
        });
    }

    /// Sets a field, and goes into objects that are there already; what the canonical request said stays.
    void merge(ObjectNode into, String name, JsonNode value, String at) {
        JsonNode there = into.get(name);
        if (there == null) {
            into.set(name, value);
        } else if (there instanceof ObjectNode inner && value instanceof ObjectNode object) {
            for (var field : object.properties()) {
                merge(inner, field.getKey(), field.getValue(), at + "/" + Pointers.escaped(field.getKey()));
            }
        } else if (!there.equals(value)) {
            dropped(at, "The request says it otherwise already.");
        }
    }

    /// What stands beside the meaning of a part, a turn or a tool, its seal apart.
    void marks(Marks marks, String at, ObjectNode into) {
        if (marks.cache() != null) {
            dropped(path(at, Detail.CACHE), "Gemini caches prompts by itself and takes no marks.");
        }
        extras(marks.extras(), into);
    }

    /// Marks of something that is not sent, or that has no place for any.
    void nowhere(Marks marks, String at) {
        if (marks.seal() != null) {
            dropped(at, "A signature of " + marks.seal().issuer() + " has no place here.");
        }
        if (marks.cache() != null) {
            dropped(path(at, Detail.CACHE), "Gemini caches prompts by itself and takes no marks.");
        }
        marks.extras().fields().keySet().forEach(name -> dropped(marks.extras().at() + "/" + name, "No place for it."));
    }
}
