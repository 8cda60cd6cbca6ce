package dev.weir.dialect.forward;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.Shelf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What providers keep for their customers, as the clients of each ask for it.
public enum Stores implements Paths {
    FILES("openai-files", Shelf.FILES, "", "/v1/"),
    BATCHES("openai-batches", Shelf.BATCHES, "", "/v1/"),
    VECTOR_STORES("openai-vector-stores", Shelf.VECTOR_STORES, "", "/v1/"),
    CONTAINERS("openai-containers", Shelf.CONTAINERS, "", "/v1/"),
    CLAUDE_FILES("anthropic-files", Shelf.CLAUDE_FILES, "anthropic-version", "/v1/"),
    CLAUDE_BATCHES("anthropic-batches", Shelf.CLAUDE_BATCHES, "anthropic-version", "/v1/"),
    GEMINI_FILES("gemini-files", Shelf.GEMINI_FILES, "x-goog-api-key", "/v1beta/", "/v1/"),
    CACHED_CONTENTS("gemini-cached-contents", Shelf.CACHED_CONTENTS, "x-goog-api-key", "/v1beta/", "/v1/");

    private static final String UPLOAD = "/upload/v1";

    private final String dialect;
    private final Shelf shelf;
    private final String mark;

    @SuppressWarnings("ImmutableEnumChecker") // a list that nobody changes
    private final List<String> versions;

    /// @param mark header that its clients send, or empty where they are those without any
    /// @param versions beginnings of its paths
    Stores(String dialect, Shelf shelf, String mark, String... versions) {
        this.dialect = dialect;
        this.shelf = shelf;
        this.mark = mark;
        this.versions = List.of(versions);
    }

    public String dialect() {
        return dialect;
    }

    public Shelf shelf() {
        return shelf;
    }

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (this == GEMINI_FILES && path.startsWith(UPLOAD)) {
            return new Purpose.Unserved(
                    "Files are sent to Google at an address of its own, which this gateway does not stand in for. Put"
                            + " the bytes into the request (`inlineData`), or have the upload passed through raw, if"
                            + " your key may: POST /providers/google" + path + "?uploadType=multipart.");
        }
        for (String version : versions) {
            if (path.startsWith(version) && path.startsWith(shelf.word(), version.length())) {
                return below(path.substring(version.length() + shelf.word().length()));
            }
        }
        return null;
    }

    /// @param rest of the path behind the shelf's name
    private @Nullable Purpose below(String rest) {
        if (rest.isEmpty()) {
            return new Purpose.Stored(shelf, "", "");
        }
        if (rest.charAt(0) != '/') {
            return null;
        }
        int slash = rest.indexOf('/', 1);
        String id = Paths.decoded(slash < 0 ? rest.substring(1) : rest.substring(1, slash));
        String action = slash < 0 ? "" : rest.substring(slash + 1);
        boolean known = Shelf.isId(id) && !shelf.methods(id, action).isEmpty();
        return known && (slash < 0 || !action.isEmpty()) ? new Purpose.Stored(shelf, id, action) : null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return !mark.isEmpty() && headers.get(mark) != null;
    }

    @Override
    public String served() {
        return versions.getFirst() + shelf.word();
    }
}
