package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Traits;
import dev.weir.dialect.Merge;
import dev.weir.dialect.Pointers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to a host of the Responses API, in the order it was found.
final class RequestLosses {
    private final List<Loss> losses = new ArrayList<>();
    private final Traits traits;

    RequestLosses(Traits traits) {
        this.traits = traits;
    }

    List<Loss> list() {
        return losses;
    }

    void add(Loss loss) {
        losses.add(loss);
    }

    void tell(String path, Verdict verdict, String reason) {
        losses.add(new Loss(path, verdict, reason));
    }

    void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
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
            dropped(at + "/cache", "Hosts of the Responses API cache by themselves.");
        }
        extras(marks.extras(), into);
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = extras.owner().equals(ResponsesClientCodec.DIALECT);
        extras.fields().forEach((name, value) -> {
            if (!ours || into == null || !Merge.into(into, name, value)) {
                dropped(extras.at() + "/" + Pointers.escaped(name), "The Responses API has no such field.");
            }
        });
    }
}
