package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Traits;
import dev.weir.chat.Wording;
import dev.weir.dialect.CachePoints;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to a Chat Completions host, in the order it was found.
final class RequestLosses extends LossList {
    private final Traits traits;
    private final CachePoints points;

    RequestLosses(Wording wording, Traits traits) {
        super(wording);
        this.traits = traits;
        this.points = new CachePoints(traits.caching(), "Chat Completions hosts cache by themselves.", this);
    }

    /// What stands beside the meaning of a part, a turn or a tool. The seal is the caller's to place.
    ///
    /// @param into where fields of our own dialect go back, or null when there is no such place
    void marks(Marks marks, String at, @Nullable ObjectNode into) {
        around(marks, at, into, null);
    }

    /// The same of something whose mark for the prompt cache stands on another object.
    void around(Marks marks, String at, @Nullable ObjectNode into, @Nullable ObjectNode marked) {
        points.put(marks, at, marked);
        extras(marks.extras(), into);
    }

    CachePoints points() {
        return points;
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = extras.owner().equals(ChatClientCodec.DIALECT) && into != null;
        extras.fields().forEach((name, value) -> {
            if (!ours || !Merge.into(into, name, value)) {
                unknown(extras.at() + "/" + Pointers.escaped(name), value);
            }
        });
    }

    void unknown(String path, JsonNode value) {
        unknown(path, value, "Chat Completions has no such field.");
    }

    /// Whether the target takes a seal back.
    boolean accepts(String issuer) {
        return traits.acceptedSeals().contains(issuer);
    }
}
