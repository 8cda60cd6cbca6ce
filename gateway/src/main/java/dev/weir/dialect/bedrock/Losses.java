package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to Bedrock, in the order it was found.
final class Losses extends LossList {
    Losses(Wording wording) {
        super(wording);
    }

    void extras(Extras extras) {
        extras(extras, null);
    }

    /// @param into where fields of Converse's own go back, or null when there is no such place
    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = into != null && extras.owner().equals(ConverseProviderCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (!ours || !Merge.into(into, name, value)) {
                unknown(extras.at() + "/" + Pointers.escaped(name), value, "Converse has no such field.");
            }
        });
    }
}
