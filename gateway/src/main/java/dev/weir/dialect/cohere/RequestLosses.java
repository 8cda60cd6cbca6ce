package dev.weir.dialect.cohere;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to Cohere, in the order it was found.
final class RequestLosses {
    private final List<Loss> losses = new ArrayList<>();

    List<Loss> list() {
        return losses;
    }

    void tell(String path, Verdict verdict, String reason) {
        losses.add(new Loss(path, verdict, reason));
    }

    void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
    }

    void coerced(String path, String reason) {
        tell(path, Verdict.COERCED, reason);
    }

    /// What stands beside the meaning of a part, a turn or a tool.
    ///
    /// @param into where fields of Cohere's own go back, or null when there is no such place
    void marks(Marks marks, String at, @Nullable ObjectNode into) {
        if (marks.cache() != null) {
            dropped(at + "/cache", "Cohere caches prompts by itself.");
        }
        if (marks.seal() != null) {
            dropped(at + "/seal", "Cohere takes no seal of another provider.");
        }
        extras(marks.extras(), into);
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = into != null && extras.owner().equals(CohereProviderCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (!ours || !Merge.into(into, name, value)) {
                dropped(extras.at() + "/" + Pointers.escaped(name), "Cohere has no such field.");
            }
        });
    }
}
