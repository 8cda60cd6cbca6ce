package dev.weir.dialect;

import dev.weir.wire.JsonCursor;
import dev.weir.wire.NameEndings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A walk over a request, and what is named there by ids of things that live at one account. It goes only where a
/// dialect has such ids, so that words of users and arguments of calls are never taken for any; and nothing hides one,
/// for a member that stands there twice names both.
public final class ThingWalk {
    /// What a member means.
    public enum Word {
        /// An object or a list that may name things.
        ALONG,
        /// The same, where it is a list.
        LIST,
        FILE,
        /// An address that may be a file's.
        ADDRESS,
        /// A file's address, or its name.
        FILE_ADDRESS,
        CACHE,
        /// The token of the next leg of an answer.
        LEG,
        /// The id of a container, or an object with one.
        CONTAINER,
        /// Ids of stores.
        STORES,
        /// An object that names the answer that a thread goes on from.
        THREAD,
        /// The id of an earlier answer.
        ANSWER
    }

    /// What a dialect's members mean, with those that all have.
    public static Map<String, Word> words(Map<String, Word> own) {
        Map<String, Word> all = new HashMap<>(SHARED);
        all.putAll(own);
        return Map.copyOf(all);
    }

    /// How the names of members end that may hold an id in any dialect: `file_id`, `vector_store_ids`, `file_ids`,
    /// `container`, `fileSearchStoreNames`, `fileUri`.
    public static final NameEndings ENDINGS =
            new NameEndings("file_id", "ore_ids", "ile_ids", "ntainer", "reNames", "e_names", "fileUri", "ile_uri");

    /// What the clients of every dialect may say: other providers' tools, and Gemini's own fields.
    private static final Map<String, Word> SHARED = Map.ofEntries(
            Map.entry("tools", Word.ALONG),
            Map.entry("vector_store_ids", Word.STORES),
            Map.entry("fileSearch", Word.ALONG),
            Map.entry("file_search", Word.ALONG),
            Map.entry("fileSearchStoreNames", Word.STORES),
            Map.entry("file_search_store_names", Word.STORES),
            Map.entry("container", Word.CONTAINER),
            Map.entry("input_image_mask", Word.ALONG),
            Map.entry("file_id", Word.FILE),
            Map.entry("cachedContent", Word.CACHE),
            Map.entry("cached_content", Word.CACHE),
            Map.entry("extra_body", Word.ALONG),
            Map.entry("google", Word.ALONG),
            Map.entry("prompt_cache_options", Word.ALONG),
            Map.entry("comparison_response_id", Word.ANSWER));

    private final byte[] bytes;
    private final JsonCursor json;
    private final Map<String, Word> words;
    private final List<Ties.Thing> found = new ArrayList<>(1);
    private Ties.After after = Ties.After.FORGOTTEN;

    private ThingWalk(byte[] bytes, int from, int to, Map<String, Word> words) {
        this.bytes = bytes;
        this.json = new JsonCursor(bytes, from, to);
        this.words = words;
    }

    /// What ties a request to things, or null where nothing does.
    ///
    /// @param words by the names of members
    public static @Nullable Ties ties(byte[] body, Map<String, Word> words) {
        ThingWalk walk = new ThingWalk(body, 0, body.length, words);
        walk.value("");
        return walk.found.isEmpty() && walk.after == Ties.After.FORGOTTEN ? null : Ties.naming(walk.found, walk.after);
    }

    /// The things that a piece of JSON names.
    public static List<Ties.Thing> in(byte[] bytes, int from, int to, Map<String, Word> words) {
        ThingWalk walk = new ThingWalk(bytes, from, to, words);
        walk.value("");
        return walk.found;
    }

    private void value(String at) {
        if (json.enterObject()) {
            while (json.next()) {
                String name = json.name();
                Word word = words.get(name);
                if (word != null) {
                    member(word, at + "/" + Pointers.escaped(name));
                }
            }
        } else if (json.enterArray()) {
            for (int i = 0; json.next(); i++) {
                value(at + "/" + i);
            }
        }
    }

    private void member(Word word, String at) {
        switch (word) {
            case ALONG -> value(at);
            case LIST -> {
                if (json.kind() == JsonCursor.Kind.ARRAY) {
                    value(at);
                }
            }
            case FILE -> fileOrLink(at);
            case ADDRESS -> {
                if (json.kind() == JsonCursor.Kind.STRING) {
                    address(GoogleFiles.named(json, bytes), at);
                } else {
                    value(at);
                }
            }
            case FILE_ADDRESS -> {
                if (json.isNonEmptyString()) {
                    String said = json.string();
                    if (said.contains("://")) {
                        address(GoogleFiles.named(said), at);
                    } else {
                        found.add(new Ties.Thing(Ties.Kind.FILE, said, at));
                    }
                }
            }
            case CACHE -> take(Ties.Kind.CACHE, at);
            case LEG -> take(Ties.Kind.LEG, at);
            case CONTAINER -> container(at);
            case ANSWER -> take(Ties.Kind.ANSWER, at);
            case STORES -> all(Ties.Kind.STORE, at);
            case THREAD -> {
                after = json.kind() == JsonCursor.Kind.OBJECT ? Ties.After.KEPT : after;
                thread(at);
            }
        }
    }

    private void take(Ties.Kind kind, String at) {
        if (json.isNonEmptyString()) {
            found.add(new Ties.Thing(kind, json.string(), at));
        }
    }

    private void fileOrLink(String at) {
        if (json.isNonEmptyString()) {
            String said = json.string();
            if (MediaWords.isLink(said)) {
                address(GoogleFiles.named(said), at);
            } else {
                found.add(new Ties.Thing(Ties.Kind.FILE, said, at));
            }
        }
    }

    private void address(@Nullable String name, String at) {
        if (name != null) {
            found.add(new Ties.Thing(Ties.Kind.FILE, name, at));
        }
    }

    private void container(String at) {
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("id") || json.nameIs("container_id")) {
                    take(Ties.Kind.CONTAINER, at + "/" + json.name());
                } else if (json.nameIs("file_ids")) {
                    all(Ties.Kind.FILE, at + "/file_ids");
                }
            }
        } else {
            take(Ties.Kind.CONTAINER, at);
        }
    }

    private void thread(String at) {
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("previous_message_id")) {
                    take(Ties.Kind.ANSWER, at + "/previous_message_id");
                }
            }
        }
    }

    /// One id, or a list of them.
    private void all(Ties.Kind kind, String at) {
        if (json.enterArray()) {
            for (int i = 0; json.next(); i++) {
                take(kind, at + "/" + i);
            }
        } else {
            take(kind, at);
        }
    }

    /// Whether a member at the root of a request of any dialect may name something that another vendor keeps.
    public static boolean mayName(JsonCursor json) {
        return json.nameIs("cachedContent")
                || json.nameIs("cached_content")
                || json.nameIs("extra_body")
                || json.nameIs("prompt_cache_options");
    }
}
