package dev.weir.dialect;

import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
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
        THREAD
    }

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
            case CONTAINER -> inside(Ties.Kind.CONTAINER, "id", at);
            case STORES -> stores(at);
            case THREAD -> {
                after = json.kind() == JsonCursor.Kind.OBJECT ? Ties.After.KEPT : after;
                inside(Ties.Kind.ANSWER, "previous_message_id", at);
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

    private void inside(Ties.Kind kind, String member, String at) {
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs(member)) {
                    take(kind, at + "/" + member);
                }
            }
        } else {
            take(kind, at);
        }
    }

    private void stores(String at) {
        if (json.enterArray()) {
            for (int i = 0; json.next(); i++) {
                take(Ties.Kind.STORE, at + "/" + i);
            }
        } else {
            take(Ties.Kind.STORE, at);
        }
    }

    /// Whether a member at the root of a request of any dialect may name something of Google's: a cache, for Gemini's
    /// own fields are taken from every client.
    public static boolean isGoogles(JsonCursor json) {
        return json.nameIs("cachedContent") || json.nameIs("cached_content") || json.nameIs("extra_body");
    }
}
