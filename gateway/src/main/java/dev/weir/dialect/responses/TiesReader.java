package dev.weir.dialect.responses;

import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.Ties;
import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads, member by member, what ties a request to things that are kept.
///
/// Whose an id is was not decided yet, so nothing may hide one: a member that stands there twice, of which a provider
/// may take either, is refused.
final class TiesReader {
    private final JsonCursor json;
    private final List<String> items = new ArrayList<>(0);
    private final List<String> thoughts = new ArrayList<>(0);
    private final List<String> files = new ArrayList<>(0);
    private final List<String> containers = new ArrayList<>(0);
    private @Nullable String previous;
    private @Nullable String conversation;
    private Ties.After after = Ties.After.KEPT;
    private Ties.Run run = Ties.Run.NOW;
    private Ties.Seals seals = Ties.Seals.NONE;
    private boolean input;

    TiesReader(JsonCursor json) {
        this.json = json;
    }

    Ties read() {
        Ties.Named named = new Ties.Named(items, thoughts, files, containers);
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
            tools();
        } else if (json.nameIs("store")) {
            after = json.kind() == JsonCursor.Kind.FALSE ? Ties.After.FORGOTTEN : Ties.After.KEPT;
        } else if (json.nameIs("background")) {
            run = json.kind() == JsonCursor.Kind.TRUE ? Ties.Run.BACKGROUND : Ties.Run.NOW;
        }
        return false;
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
            while (json.next()) {
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
                thought |= json.stringIs("reasoning");
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
        boolean any = false;
        if (json.enterArray()) {
            while (json.next()) {
                any = true;
                if (json.enterObject()) {
                    file();
                }
            }
        } else if (json.enterObject()) {
            any = true;
            file();
        }
        return any;
    }

    private void file() {
        while (json.next()) {
            if (json.nameIs("file_id") && json.isNonEmptyString()) {
                files.add(json.string());
            }
        }
    }

    private void tools() {
        if (!json.enterArray()) {
            return;
        }
        while (json.next()) {
            if (json.enterObject()) {
                tool();
            }
        }
    }

    private void tool() {
        while (json.next()) {
            if (json.nameIs("container") && json.isNonEmptyString()) {
                containers.add(json.string());
            } else if (json.nameIs("container") && json.enterObject()) {
                container();
            } else if (json.nameIs("input_image_mask") && json.enterObject()) {
                file();
            }
        }
    }

    /// A container that is made for the request, with files in it.
    private void container() {
        while (json.next()) {
            if (json.nameIs("file_ids") && json.enterArray()) {
                while (json.next()) {
                    if (json.isNonEmptyString()) {
                        files.add(json.string());
                    }
                }
            } else if (json.nameIs("container_id") && json.isNonEmptyString()) {
                containers.add(json.string());
            }
        }
    }
}
