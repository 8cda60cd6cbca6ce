package dev.weir.dialect.gemini;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which result answers which call, in a conversation whose calls often have no id: such a call gets one of its place,
/// and a result without an id goes to the first unanswered call of its name, else to the first unanswered one.
final class CallPairs {
    private final List<Call> open = new ArrayList<>();
    private final List<Call> all = new ArrayList<>();

    private record Call(String id, String name) {}

    /// The model speaks anew: what it called before is over.
    void begin() {
        open.clear();
    }

    /// The id of a call.
    ///
    /// @param said by the client, or null
    /// @param content number of the content in the conversation
    String call(@Nullable String said, int content, int ordinal, String name) {
        String id = said == null || said.isEmpty() ? CallIds.invent("", content, ordinal, name) : said;
        Call call = new Call(id, name);
        open.add(call);
        all.add(call);
        return id;
    }

    /// The id of the call that a result answers.
    String result(@Nullable String said, int content, int ordinal, String name) {
        if (said != null && !said.isEmpty()) {
            open.removeIf(call -> call.id().equals(said));
            return said;
        }
        for (Call call : open) {
            if (call.name().equals(name)) {
                open.remove(call);
                return call.id();
            }
        }
        return open.isEmpty()
                ? CallIds.invent("result", content, ordinal, name)
                : open.removeFirst().id();
    }

    /// The name of the function that was called under an id, or null.
    @Nullable
    String name(String id) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).id().equals(id)) {
                return all.get(i).name();
            }
        }
        return null;
    }
}
