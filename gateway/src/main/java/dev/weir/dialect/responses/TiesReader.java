package dev.weir.dialect.responses;

import dev.weir.dialect.GoogleFiles;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.Pointers;
import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads, member by member, what ties a request to things that are kept.
///
/// Whose an id is was not decided yet, so nothing may hide one: a member that stands there twice, of which a provider
/// may take either, is refused.
final class TiesReader {
    /// What every dialect's clients may say of Google's, tools included.
    private static final Map<String, ThingWalk.Word> GOOGLES = Map.of(
            "cachedContent", ThingWalk.Word.CACHE,
            "cached_content", ThingWalk.Word.CACHE,
            "extra_body", ThingWalk.Word.ALONG,
            "google", ThingWalk.Word.ALONG,
            "tools", ThingWalk.Word.ALONG,
            "fileSearch", ThingWalk.Word.ALONG,
            "file_search", ThingWalk.Word.ALONG,
            "fileSearchStoreNames", ThingWalk.Word.STORES,
            "file_search_store_names", ThingWalk.Word.STORES);

    private final JsonCursor json;
    private final byte[] body;
    private final List<String> items = new ArrayList<>(0);
    private final List<String> thoughts = new ArrayList<>(0);
    private final List<Ties.Thing> things = new ArrayList<>(0);
    private @Nullable String previous;
    private @Nullable String conversation;
    private Ties.After after = Ties.After.KEPT;
    private Ties.Run run = Ties.Run.NOW;
    private Ties.Seals seals = Ties.Seals.NONE;
    private boolean input;
    private boolean googles;
    private int item;
    private int part;

    TiesReader(JsonCursor json, byte[] body) {
        this.json = json;
        this.body = body;
    }

    Ties read() {
        if (googles) {
            things.addAll(ThingWalk.in(body, 0, body.length, GOOGLES));
        }
        Ties.Named named = new Ties.Named(items, thoughts, things);
        return new Ties(previous, conversation, named, -1, seals, after, run);
    }

    /// Reads the member under the cursor, and says whether it names what the request goes on from.
    boolean member() {
        if (json.nameIs("previous_response_id")) {
            previous = once(previous, "previous_response_id");
            return true;
        }
        if (json.nameIs("conversation")) {
            conversation();
            return true;
        }
        if (json.nameIs("input")) {
            input();
        } else if (json.nameIs("tools")) {
            tools("/tools");
        } else if (json.nameIs("store")) {
            after = json.kind() == JsonCursor.Kind.FALSE ? Ties.After.FORGOTTEN : Ties.After.KEPT;
        } else if (json.nameIs("background")) {
            run = json.kind() == JsonCursor.Kind.TRUE ? Ties.Run.BACKGROUND : Ties.Run.NOW;
        } else if (json.nameIs("prompt_cache_options")) {
            comparison();
        } else if (json.nameIs("prompt")) {
            prompt();
        } else if (ThingWalk.mayName(json)) {
            googles = true;
        }
        return false;
    }

    /// A prompt that the provider keeps, and what it is filled in with.
    private void prompt() {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (json.nameIs("variables") && json.enterObject()) {
                while (json.next()) {
                    String at = "/prompt/variables/" + Pointers.escaped(json.name());
                    if (json.enterObject()) {
                        variable(at);
                    }
                }
            }
        }
    }

    private void variable(String at) {
        while (json.next()) {
            if (json.nameIs("file_id")) {
                take(Ties.Kind.FILE, at + "/file_id");
            }
        }
    }

    private void comparison() {
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("comparison_response_id")) {
                    take(Ties.Kind.ANSWER, "/prompt_cache_options/comparison_response_id");
                }
            }
        }
    }

    private void take(Ties.Kind kind, String at) {
        if (json.isNonEmptyString()) {
            things.add(new Ties.Thing(kind, json.string(), at));
        }
    }

    private @Nullable String once(@Nullable String before, String name) {
        return switch (json.kind()) {
            case STRING -> {
                if (before != null) {
                    throw twice(name);
                }
                yield json.isNonEmptyString() ? json.string() : null;
            }
            case NULL, BROKEN -> before;
            case OBJECT -> throw type(name, "an object");
            case ARRAY -> throw type(name, "an array");
            case NUMBER -> throw type(name, "a number");
            case TRUE, FALSE -> throw type(name, "a boolean");
        };
    }

    private static OpenAiRejection type(String name, String found) {
        return OpenAiRejection.type("/" + name, "a string", found);
    }

    private static OpenAiRejection twice(String name) {
        return OpenAiRejection.said("'" + name + "' stands in this request twice. Say it once.", "/" + name, null);
    }

    /// An id, or an object with one.
    private void conversation() {
        if (!json.enterObject()) {
            conversation = once(conversation, "conversation");
            return;
        }
        while (json.next()) {
            if (json.nameIs("id")) {
                conversation = once(conversation, "conversation");
            }
        }
    }

    private void input() {
        if (input) {
            throw twice("input");
        }
        input = true;
        if (json.enterArray()) {
            for (item = 0; json.next(); item++) {
                if (json.enterObject()) {
                    item();
                }
            }
        }
    }

    /// An item that is only named: its type says so, or it has nothing but an id.
    private void item() {
        List<String> ids = new ArrayList<>(0);
        boolean reference = false;
        boolean typed = false;
        boolean spoken = false;
        boolean thought = false;
        boolean told = false;
        while (json.next()) {
            if (json.nameIs("type")) {
                reference |= json.stringIs("item_reference");
                thought |= json.stringIs("reasoning") || json.stringIs("image_generation_call");
                typed |= json.kind() == JsonCursor.Kind.STRING;
            } else if (json.nameIs("id") && json.isNonEmptyString()) {
                ids.add(json.string());
            } else if (json.nameIs("encrypted_content") && json.isNonEmptyString()) {
                seals = Ties.Seals.SOME;
                told = true;
            } else if (json.nameIs("summary") && json.enterArray()) {
                while (json.next()) {
                    told = true;
                }
            } else if (json.nameIs("tools")) {
                tools("/input/" + item + "/tools");
            } else if (json.nameIs("result")) {
                told |= json.isNonEmptyString();
            } else if (json.nameIs("content") || json.nameIs("output")) {
                spoken |= json.nameIs("content");
                told |= parts();
            } else {
                spoken |= json.nameIs("role");
            }
        }
        if (thought && !told) {
            thoughts.addAll(ids);
        }
        if (reference || !typed && !spoken) {
            items.addAll(ids);
        }
    }

    /// The files among the parts of a message or of what a tool brought, and whether there is any part.
    private boolean parts() {
        String member = json.nameIs("output") ? "/output" : "/content";
        boolean any = false;
        if (json.enterArray()) {
            for (part = 0; json.next(); part++) {
                any = true;
                if (json.enterObject()) {
                    file(member);
                }
            }
        } else if (json.enterObject()) {
            any = true;
            part = -1;
            file(member);
        }
        return any;
    }

    /// @param member that holds it
    private void file(String member) {
        while (json.next()) {
            if (json.nameIs("file_id")) {
                take(Ties.Kind.FILE, where(member) + "/file_id");
            } else if (json.nameIs("image_url") || json.nameIs("file_url")) {
                address(member);
            }
        }
    }

    /// An address may be a file's at Google.
    private void address(String member) {
        String name = GoogleFiles.named(json, body);
        if (name != null) {
            things.add(new Ties.Thing(Ties.Kind.FILE, name, where(member)));
        }
    }

    private String where(String member) {
        return "/input/" + item + member + (part < 0 ? "" : "/" + part);
    }

    private void tools(String at) {
        if (json.enterArray()) {
            for (int i = 0; json.next(); i++) {
                if (json.enterObject()) {
                    tool(at, i);
                }
            }
        }
    }

    private void tool(String list, int i) {
        while (json.next()) {
            if (json.nameIs("container") && json.kind() == JsonCursor.Kind.STRING) {
                take(Ties.Kind.CONTAINER, list + "/" + i + "/container");
            } else if (json.nameIs("container") && json.enterObject()) {
                container(list + "/" + i + "/container");
            } else if (json.nameIs("input_image_mask") && json.enterObject()) {
                mask(list + "/" + i + "/input_image_mask");
            } else if (json.nameIs("vector_store_ids") && json.enterArray()) {
                all(Ties.Kind.STORE, list + "/" + i + "/vector_store_ids");
            } else if (json.nameIs("tools")) {
                tools(list + "/" + i + "/tools");
            } else if (json.nameIs("fileSearch") || json.nameIs("file_search")) {
                googles = true;
            }
        }
    }

    private void mask(String at) {
        while (json.next()) {
            if (json.nameIs("file_id")) {
                take(Ties.Kind.FILE, at + "/file_id");
            }
        }
    }

    /// A container that is made for the request, with files in it.
    private void container(String at) {
        while (json.next()) {
            if (json.nameIs("file_ids") && json.enterArray()) {
                all(Ties.Kind.FILE, at + "/file_ids");
            } else if (json.nameIs("container_id")) {
                take(Ties.Kind.CONTAINER, at + "/container_id");
            }
        }
    }

    private void all(Ties.Kind kind, String at) {
        for (int i = 0; json.next(); i++) {
            take(kind, at + "/" + i);
        }
    }
}
