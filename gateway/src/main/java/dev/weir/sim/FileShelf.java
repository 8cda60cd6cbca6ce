package dev.weir.sim;

import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Files and batches that were made, the newest last; it holds so many of both, and 64 MB of files. Safe from any
/// thread.
final class FileShelf {
    private static final int MOST = 1_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final InstantSource clock;
    private final Map<String, Kept> things = new LinkedHashMap<>();
    private long bytes;
    private long made;

    FileShelf(InstantSource clock) {
        this.clock = clock;
    }

    /// Something that is kept; its object is not changed any more.
    ///
    /// @param content of a file; empty for a batch
    record Kept(ObjectNode object, Buffer content) {
        boolean is(String kind) {
            return object.path("object").asString("").equals(kind);
        }
    }

    static boolean isAt(String path) {
        return List.of("/v1/files", "/v1/batches").stream()
                .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    /// Keeps something under a new id.
    synchronized ObjectNode keep(String prefix, ObjectNode object, Buffer content) {
        ObjectNode whole = Json.object().put("id", new Dice(++made).id(prefix, 22));
        whole.setAll(object);
        things.put(whole.path("id").stringValue(), new Kept(whole, content));
        bytes += content.length();
        while (things.size() > MOST || bytes > MOST_BYTES && things.size() > 1) {
            remove(things.keySet().iterator().next());
        }
        return whole;
    }

    synchronized Optional<Kept> find(String id) {
        return Optional.ofNullable(things.get(id));
    }

    synchronized void remove(String id) {
        Kept gone = things.remove(id);
        bytes -= gone == null ? 0 : gone.content().length();
    }

    /// Changes the members of something that is kept.
    synchronized ObjectNode change(String id, ObjectNode members) {
        Kept before = Objects.requireNonNull(things.get(id), "it is kept no more");
        ObjectNode after = before.object().deepCopy();
        after.setAll(members);
        things.put(id, new Kept(after, before.content()));
        return after;
    }

    /// All of a kind, the newest first.
    synchronized List<ObjectNode> all(String kind) {
        List<ObjectNode> out = new ArrayList<>();
        things.values().stream().filter(kept -> kept.is(kind)).forEach(kept -> out.addFirst(kept.object()));
        return out;
    }
}
