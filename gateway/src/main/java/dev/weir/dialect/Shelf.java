package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A shelf at a provider, on which things of its customers stand: files, batches, vector stores, containers, cached
/// contents.
public enum Shelf {
    FILES("files", "GET, POST", "GET, DELETE"),
    BATCHES("batches", "GET, POST", "GET"),
    VECTOR_STORES("vector_stores", "GET, POST", "GET, POST, DELETE"),
    CONTAINERS("containers", "GET, POST", "GET, DELETE"),
    /// Files as Anthropic's clients ask for them.
    CLAUDE_FILES("files", "GET, POST", "GET, DELETE"),
    /// Batches of messages as Anthropic's clients ask for them.
    CLAUDE_BATCHES("messages/batches", "GET, POST", "GET, DELETE"),
    /// Files as Gemini's clients ask for them: what is sent to Google goes another way.
    GEMINI_FILES("files", "GET", "GET, DELETE"),
    CACHED_CONTENTS("cachedContents", "GET, POST", "GET, PATCH, DELETE");

    private final String word;
    private final String methods;
    private final String ofOne;

    Shelf(String word, String methods, String ofOne) {
        this.word = word;
        this.methods = methods;
        this.ofOne = ofOne;
    }

    /// Its name in paths.
    public String word() {
        return word;
    }

    /// The methods of what may be asked, parted by commas; empty where there is no such thing to ask for.
    ///
    /// @param id of one thing, or empty
    /// @param action what is wanted of that: a path below it, or empty
    public String methods(String id, String action) {
        if (id.isEmpty()) {
            return methods;
        }
        return action.isEmpty() ? ofOne : methods(action.split("/", -1));
    }

    private String methods(String[] steps) {
        return switch (this) {
            case FILES, CLAUDE_FILES -> is(steps, "content") ? "GET" : "";
            case BATCHES -> is(steps, "cancel") ? "POST" : "";
            case CLAUDE_BATCHES -> is(steps, "cancel") ? "POST" : is(steps, "results") ? "GET" : "";
            case CONTAINERS -> files(steps, "GET, DELETE");
            case VECTOR_STORES ->
                is(steps, "search") || is(steps, "file_batches") || is(steps, "file_batches", "", "cancel")
                        ? "POST"
                        : is(steps, "file_batches", "") || is(steps, "file_batches", "", "files")
                                ? "GET"
                                : files(steps, "GET, POST, DELETE");
            case GEMINI_FILES, CACHED_CONTENTS -> "";
        };
    }

    private static String files(String[] steps, String ofOneFile) {
        return is(steps, "files")
                ? "GET, POST"
                : is(steps, "files", "") ? ofOneFile : is(steps, "files", "", "content") ? "GET" : "";
    }

    /// @param pattern where an empty step stands for any id
    private static boolean is(String[] steps, String... pattern) {
        if (steps.length != pattern.length) {
            return false;
        }
        for (int i = 0; i < steps.length; i++) {
            if (pattern[i].isEmpty() ? !isId(steps[i]) : !pattern[i].equals(steps[i])) {
                return false;
            }
        }
        return true;
    }

    /// Whether a text can be an id, and nothing that a server reads as a step up or down.
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x80 || c == '-' || c == '_');
    }

    /// What a thing is called where its dialect speaks of it.
    public String name(String id) {
        return isGemini() ? word + "/" + id : id;
    }

    /// What an answer calls the thing that it tells of, or null.
    public @Nullable String nameIn(JsonNode thing) {
        JsonNode name = thing.path(isGemini() ? "name" : "id");
        return name.isString() && !name.stringValue().isEmpty() ? name.stringValue() : null;
    }

    /// The member of a list that holds the things.
    public String list() {
        return isGemini() ? word : "data";
    }

    /// The parameter of a list that goes on behind the id of its last thing, or null where it does not.
    public @Nullable String after() {
        return switch (this) {
            case FILES, BATCHES, VECTOR_STORES, CONTAINERS -> "after";
            case CLAUDE_BATCHES -> "after_id";
            case CLAUDE_FILES, GEMINI_FILES, CACHED_CONTENTS -> null;
        };
    }

    private boolean isGemini() {
        return this == GEMINI_FILES || this == CACHED_CONTENTS;
    }
}
