package dev.weir.dialect.cohere;

import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to Cohere, in the order it was found.
final class RequestLosses extends LossList {
    RequestLosses(Wording wording) {
        super(wording);
    }

    /// What stands beside the meaning of a part, a turn or a tool.
    ///
    /// @param into where fields of Cohere's own go back, or null when there is no such place
    void marks(Marks marks, String at, @Nullable ObjectNode into) {
        if (marks.cache() != null) {
            dropped(path(at, Detail.CACHE), "Cohere caches prompts by itself.");
        }
        if (marks.seal() != null) {
            dropped(path(at, Detail.SEAL), "Cohere takes no seal of another provider.");
        }
        extras(marks.extras(), into);
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = into != null && extras.owner().equals(CohereProviderCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (!ours || !Merge.into(into, name, value)) {
                unknown(extras.at() + "/" + Pointers.escaped(name), value, "Cohere has no such field.");
            }
        });
    }
}
