package dev.weir.dialect.cohere;

import dev.weir.chat.Delivered;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Follows one stream without building a tree, but for its last event.
final class CohereWatch implements Watch {
    private final Delivered delivered;
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private boolean complete;
    private boolean said;
    private boolean typed;
    private boolean last;
    private boolean calls;
    private @Nullable String id;

    CohereWatch(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Sight frame(Frame frame) {
        if (frame.says("[DONE]")) {
            return Sight.LAST;
        }
        said = false;
        typed = false;
        last = false;
        calls = false;
        id = null;
        json.over(frame.data(), frame.from(), frame.to());
        if (!json.enterObject()) {
            return Sight.INVALID;
        }
        while (json.next()) {
            if (json.nameIs("type")) {
                typed = true;
                last = json.stringIs("message-end");
                calls = json.stringIs("tool-call-start");
            } else if (json.nameIs("id") && json.isNonEmptyString()) {
                id = json.string();
            } else if (json.nameIs("delta") && json.enterObject()) {
                delta();
            }
        }
        if (!json.complete()) {
            return Sight.INVALID;
        }
        if (!typed) {
            return new Sight.Failed(CohereErrors.inside(Json.readOrNull(frame.data(), frame.from(), frame.to())));
        }
        if (last) {
            return end(Json.readOrNull(frame.data(), frame.from(), frame.to()));
        }
        delivered.begin(new Head(id, null, null));
        if (calls) {
            delivered.toolCall();
        }
        return said || calls ? Sight.CONTENT : Sight.PASS;
    }

    private void delta() {
        while (json.next()) {
            if (json.nameIs("message") && json.enterObject()) {
                while (json.next()) {
                    member();
                }
            }
        }
    }

    private void member() {
        if (json.nameIs("content") && json.enterObject()) {
            while (json.next()) {
                boolean text = json.nameIs("text");
                if ((text || json.nameIs("thinking")) && json.isNonEmptyString()) {
                    said = true;
                    if (text) {
                        delivered.text(json.string());
                    }
                }
            }
        } else if (json.nameIs("tool_plan")) {
            said |= json.isNonEmptyString();
        } else if (json.nameIs("tool_calls") || json.nameIs("citations")) {
            said |= json.kind() == JsonCursor.Kind.OBJECT;
        }
    }

    private Sight end(@Nullable JsonNode event) {
        JsonNode delta = event == null ? Json.object() : event.path("delta");
        CohereByteLane.meter(delta.get("usage"), delivered);
        String word = delta.path("finish_reason").asString("");
        JsonNode error = delta.path("error");
        Failure failure = FinishWords.failure(word, error.isString() ? error.stringValue() : null);
        if (failure != null) {
            return new Sight.Failed(failure);
        }
        delivered.finish(new Finish(FinishWords.read(word), word, null, Extras.NONE));
        complete = true;
        return Sight.LAST;
    }
}
