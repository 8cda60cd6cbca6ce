package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a caller put a request: his own body, and the words of his dialect. Says of everything in the request where he
/// wrote it, so that whoever translates it can tell him in his own words what was lost.
public final class Wording {
    /// Of a request that no caller wrote.
    public static final Wording NOBODYS = new Wording(null, null);

    private final @Nullable JsonNode body;
    private final @Nullable Vocabulary vocabulary;

    private Wording(@Nullable JsonNode body, @Nullable Vocabulary vocabulary) {
        this.body = body;
        this.vocabulary = vocabulary;
    }

    /// @param body the request as it came
    public static Wording of(JsonNode body, Vocabulary vocabulary) {
        return new Wording(body, vocabulary);
    }

    /// JSON pointer of a setting: where the caller wrote it, or would have.
    public String path(Setting setting) {
        if (vocabulary == null) {
            return setting.path();
        }
        List<String> places = vocabulary.of(setting);
        String there = first("", places);
        return there != null ? there : places.isEmpty() ? setting.path() : places.getFirst();
    }

    /// JSON pointer of a detail of what stands at `at`; `at` itself where the caller wrote no such thing.
    public String path(String at, Detail detail) {
        if (vocabulary == null) {
            return at + detail.path();
        }
        String there = first(at, vocabulary.of(detail));
        return there == null ? at : there;
    }

    /// JSON pointer of what stands at `path`, as the caller spelled it: of the nearest thing around it where he wrote
    /// nothing there.
    public String place(String path) {
        if (body == null) {
            return path;
        }
        String nearest = walk(path).found();
        return nearest.isEmpty() ? path : nearest;
    }

    /// The setting of a pointer of another dialect in this caller's words; the pointer itself where it is none.
    public String translated(String path, Vocabulary from) {
        for (Setting setting : Setting.values()) {
            for (String theirs : from.of(setting)) {
                if (theirs.equals(path)) {
                    return path(setting);
                }
            }
        }
        return path;
    }

    private @Nullable String first(String at, List<String> places) {
        for (String place : places) {
            Walk walk = walk(at + place);
            if (walk.whole()) {
                return walk.found();
            }
        }
        return null;
    }

    /// How far a pointer goes in the caller's body.
    ///
    /// @param found the part of it that leads somewhere, as the caller spelled it
    /// @param whole whether that is all of it
    private record Walk(String found, boolean whole) {}

    private Walk walk(String path) {
        JsonNode node = body;
        StringBuilder found = new StringBuilder(path.length() + 8);
        int from = 1;
        while (node != null && from <= path.length() && !path.isEmpty()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, to);
            JsonNode next = child(node, segment);
            if (next == null && vocabulary != null) {
                segment = vocabulary.respelled(segment);
                next = child(node, segment);
            }
            if (next == null) {
                return new Walk(found.toString(), false);
            }
            found.append('/').append(segment);
            node = next;
            from = to + 1;
        }
        return new Walk(found.toString(), node != null);
    }

    private static @Nullable JsonNode child(JsonNode node, String segment) {
        if (node.isArray()) {
            boolean digits = !segment.isEmpty()
                    && segment.length() < 10
                    && segment.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? node.get(Integer.parseInt(segment)) : null;
        }
        return node.get(segment.replace("~1", "/").replace("~0", "~"));
    }
}
