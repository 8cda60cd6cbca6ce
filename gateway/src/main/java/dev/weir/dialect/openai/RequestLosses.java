package dev.weir.dialect.openai;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one request lost on its way to a Chat Completions host, in the order it was found.
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

    /// What stands beside the meaning of a part, a turn or a tool. The seal is the caller's to place.
    ///
    /// @param into where fields of our own dialect go back, or null when there is no such place
    void marks(Marks marks, String at, @Nullable ObjectNode into) {
        if (marks.cache() != null) {
            dropped(at + "/cache", "Chat Completions hosts cache by themselves.");
        }
        extras(marks.extras(), into);
    }

    void extras(Extras extras, @Nullable ObjectNode into) {
        boolean ours = extras.owner().equals(ChatClientCodec.DIALECT) && into != null;
        extras.fields().forEach((name, value) -> {
            if (!ours || !Merge.into(into, name, value)) {
                dropped(extras.at() + "/" + Pointers.escaped(name), "Chat Completions has no such field.");
            }
        });
    }

    /// A field that nobody here knows. Of an object each field is told, for it may hold only what was left over.
    void unknown(String path, JsonNode value) {
        if (value.isObject() && !value.isEmpty()) {
            value.forEachEntry((name, inner) -> unknown(path + "/" + name, inner));
        } else {
            dropped(path, "Chat Completions has no such field.");
        }
    }

    /// Whether the target takes a seal back.
    boolean accepts(String issuer) {
        return traits.acceptedSeals().contains(issuer);
    }
}
