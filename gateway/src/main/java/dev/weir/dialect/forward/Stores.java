package dev.weir.dialect.forward;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// What providers keep for their customers, as OpenAI's clients ask for it.
public enum Stores implements Paths {
    FILES("openai-files", "files", "content"),
    BATCHES("openai-batches", "batches", "cancel");

    private final String dialect;
    private final String shelf;
    private final String action;

    Stores(String dialect, String shelf, String action) {
        this.dialect = dialect;
        this.shelf = shelf;
        this.action = action;
    }

    public String dialect() {
        return dialect;
    }

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        String root = "/v1/" + shelf;
        if (!path.startsWith(root)) {
            return null;
        }
        if (path.length() == root.length()) {
            return new Purpose.Stored(shelf, "", "");
        }
        if (path.charAt(root.length()) != '/') {
            return null;
        }
        String rest = path.substring(root.length() + 1);
        int slash = rest.indexOf('/');
        String id = Paths.decoded(slash < 0 ? rest : rest.substring(0, slash));
        String wanted = slash < 0 ? "" : rest.substring(slash + 1);
        boolean known = isPlain(id) && (wanted.isEmpty() || wanted.equals(action));
        return known ? new Purpose.Stored(shelf, id, wanted) : null;
    }

    /// Whether a text can be an id, and nothing that a server reads as a step up or down.
    private static boolean isPlain(String id) {
        return !id.isEmpty()
                && id.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x80 || c == '-' || c == '_');
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "/v1/" + shelf;
    }
}
