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
        return new Ties(previous, conversation, items, -1, seals, after, run);
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
        while (json.next()) {
            if (json.nameIs("type")) {
                reference |= json.stringIs("item_reference");
                typed |= json.kind() == JsonCursor.Kind.STRING;
            } else if (json.nameIs("id") && json.isNonEmptyString()) {
                ids.add(json.string());
            } else if (json.nameIs("encrypted_content") && json.isNonEmptyString()) {
                seals = Ties.Seals.SOME;
            } else {
                spoken |= json.nameIs("role") || json.nameIs("content");
            }
        }
        if (reference || !typed && !spoken) {
            items.addAll(ids);
        }
    }
}
