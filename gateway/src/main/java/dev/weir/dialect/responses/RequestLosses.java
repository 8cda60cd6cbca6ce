package dev.weir.dialect.responses;

import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Traits;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to a host of the Responses API, in the order it was found.
final class RequestLosses extends LossList {
    private final Traits traits;

    RequestLosses(Wording wording, Traits traits) {
        super(wording);
        this.traits = traits;
    }

    /// Whether the target takes a seal back.
    boolean accepts(String issuer) {
        return traits.acceptedSeals().contains(issuer);
    }

    /// What stands beside the meaning of a part, a turn or a tool. The seal is the caller's to place.
    ///
    /// @param into where fields of our own dialect go back, or null when there is no such place
    void marks(Marks marks, String at, @Nullable ObjectNode into) {
        if (marks.cache() != null) {
            dropped(path(at, Detail.CACHE), "Hosts of the Responses API cache by themselves.");
        }
        extras(marks.extras(), into);
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = extras.owner().equals(ResponsesClientCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (!ours || into == null || !Merge.into(into, name, value)) {
                unknown(extras.at() + "/" + Pointers.escaped(name), value, "The Responses API has no such field.");
            }
        });
    }
}
