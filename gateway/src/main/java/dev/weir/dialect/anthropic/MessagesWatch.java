package dev.weir.dialect.anthropic;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Usage;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Follows one Anthropic stream without building a tree, but for the few counts of usage.
///
/// The answer is whole at `message_stop`, and also where the stream ends behind a stop reason, which nothing but
/// `message_stop` follows. Usage is cumulative: what a later event says and is not null replaces what an earlier one
/// said. A frame that cannot be read ends the stream in a failure where it may have held words of the answer.
final class MessagesWatch implements Watch {
    private static final Set<String> NEEDED = Set.of(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "error");

    private final Delivered delivered;
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private final ObjectNode usage = Json.object();
    private boolean reasoned;
    private boolean stopped;

    private boolean content;
    private boolean error;
    private boolean metered;
    private boolean made;
    private @Nullable String type;

    MessagesWatch(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return stopped || reasoned;
    }

    @Override
    public Sight frame(Frame frame) {
        content = false;
        error = false;
        metered = false;
        made = false;
        type = frame.name();
        json.over(frame.data(), frame.from(), frame.to());
        if (!json.enterObject()) {
            return unreadable(frame);
        }
        while (json.next()) {
            if (json.nameIs("delta")) {
                delta();
            } else if (json.nameIs("type")) {
                if ((type == null || !json.stringIs(type)) && json.isNonEmptyString()) {
                    type = json.string();
                }
            } else if (json.nameIs("content_block")) {
                block();
            } else if (json.nameIs("message")) {
                message(frame);
            } else if (json.nameIs("usage")) {
                usage(frame);
            } else if (json.nameIs("error")) {
                error = json.kind() == JsonCursor.Kind.OBJECT;
            }
        }
        if (!json.complete()) {
            return unreadable(frame);
        }
        if (error || "error".equals(type)) {
            byte[] whole = Arrays.copyOfRange(frame.data(), frame.from(), frame.to());
            return new Sight.Failed(Errors.read(200, Headers.NONE, whole));
        }
        if (metered) {
            meter(usage, delivered);
        }
        if (made) {
            MadeThings.tell(frame.data(), frame.from(), frame.to(), delivered);
        }
        if ("message_stop".equals(type)) {
            stopped = true;
            return Sight.LAST;
        }
        return content ? Sight.CONTENT : Sight.PASS;
    }

    private Sight unreadable(Frame frame) {
        boolean needed = frame.name() == null || NEEDED.contains(frame.name());
        return needed && !isComplete()
                ? new Sight.Failed(new Failure.Broken("the provider sent an event that is no JSON object", 200))
                : Sight.INVALID;
    }

    /// A delta of a block, or of the message.
    private void delta() {
        if (!json.enterObject()) {
            return;
        }
        String reason = null;
        String sequence = null;
        while (json.next()) {
            if (json.nameIs("text")) {
                if (json.isNonEmptyString()) {
                    content = true;
                    delivered.text(json.string());
                }
            } else if (json.nameIs("thinking") || json.nameIs("partial_json")) {
                content |= json.isNonEmptyString();
            } else if (json.nameIs("citation")) {
                content |= json.kind() == JsonCursor.Kind.OBJECT;
            } else if (json.nameIs("stop_reason") && json.isNonEmptyString()) {
                reason = json.string();
            } else if (json.nameIs("stop_sequence") && json.isNonEmptyString()) {
                sequence = json.string();
            } else if (json.nameIs("container")) {
                made |= json.kind() == JsonCursor.Kind.OBJECT;
            }
        }
        if (reason != null) {
            finish(reason, sequence);
        }
    }

    /// An answer may rightly be empty, so its end is content too.
    private void finish(String reason, @Nullable String sequence) {
        reasoned = true;
        content = true;
        delivered.finish(StopReason.finish(reason, sequence, null));
    }

    /// Blocks of words begin empty; every other begins with something to tell.
    private void block() {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (json.nameIs("type")) {
                if (json.stringIs("tool_use")) {
                    delivered.toolCall();
                }
                content |= !json.stringIs("text") && !json.stringIs("thinking");
            } else if (json.nameIs("content") || json.nameIs("file_id")) {
                made = true;
            } else if (json.nameIs("text")) {
                if (json.isNonEmptyString()) {
                    content = true;
                    delivered.text(json.string());
                }
            } else if (json.nameIs("thinking")) {
                content |= json.isNonEmptyString();
            }
        }
    }

    private void message(Frame frame) {
        if (!json.enterObject()) {
            return;
        }
        String id = null;
        String model = null;
        String reason = null;
        while (json.next()) {
            if (json.nameIs("id") && json.isNonEmptyString()) {
                id = json.string();
            } else if (json.nameIs("model") && json.isNonEmptyString()) {
                model = json.string();
            } else if (json.nameIs("content") && json.kind() == JsonCursor.Kind.ARRAY) {
                content |= json.valueTo() - json.valueFrom() > 2;
            } else if (json.nameIs("stop_reason") && json.isNonEmptyString()) {
                reason = json.string();
            } else if (json.nameIs("usage")) {
                usage(frame);
            } else if (json.nameIs("container")) {
                made |= json.kind() == JsonCursor.Kind.OBJECT;
            }
        }
        delivered.begin(new Head(id, model, null));
        if (reason != null) {
            finish(reason, null);
        }
    }

    private void usage(Frame frame) {
        ObjectNode said = json.kind() == JsonCursor.Kind.OBJECT ? object(frame.data(), json) : null;
        if (said != null) {
            metered = true;
            said.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    usage.set(name, value);
                }
            });
        }
    }

    /// The object under the cursor as a tree, or null when it is broken.
    static @Nullable ObjectNode object(byte[] bytes, JsonCursor json) {
        int from = json.valueFrom();
        int to = json.valueTo();
        return to > from && Json.readOrNull(bytes, from, to) instanceof ObjectNode object ? object : null;
    }

    static void meter(ObjectNode counts, Delivered delivered) {
        Usage read = UsageReader.read(counts.deepCopy());
        if (read != null) {
            delivered.meter(read);
        }
    }
}
