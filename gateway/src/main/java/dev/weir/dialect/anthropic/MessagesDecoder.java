package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the stream of one message: `message_start`, blocks, `message_delta`, `message_stop`.
///
/// It goes by `type` inside the data, for the `event:` line may be missing. Usage is cumulative: what a later event
/// says and is not null replaces what an earlier one said. The answer is whole at `message_stop`, and also when the
/// stream ends behind a stop reason, which nothing but `message_stop` follows. A frame that cannot be read ends the
/// stream in a failure, for it may have held words of the answer; only a ping, a comment or an event of an unknown name
/// can go missing.
///
/// A message may come whole in its `message_start` (a turn in which code called a tool): its blocks are played as if
/// they had been streamed.
final class MessagesDecoder implements StreamDecoder {
    private static final Set<String> NEEDED = Set.of(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "error");

    private final BlockReader reader;
    private final Map<Integer, OpenBlock> open = new LinkedHashMap<>();
    private final ObjectNode usage = Json.object();
    private int blocks;
    private boolean started;
    private boolean over;
    private @Nullable OpenBlock latest;
    private @Nullable String stopReason;
    private @Nullable String stopSequence;
    private @Nullable JsonNode stopDetails;

    MessagesDecoder(String issuer) {
        this.reader = new BlockReader(issuer);
    }

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (over || frame.isSilent()) {
            return;
        }
        if (frame.says("[DONE]")) {
            end(out);
            return;
        }
        if (Json.readOrNull(frame.data(), frame.from(), frame.to()) instanceof ObjectNode object) {
            event(fields(object, ""), frame.name(), out);
        } else if (frame.name() == null || NEEDED.contains(frame.name())) {
            fail(new Failure.Broken("the provider sent a frame that is no JSON object", 200), out);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        if (stopReason == null) {
            fail(new Failure.Truncated("the provider's stream ended before its message_stop"), out);
        } else {
            finish(out);
        }
    }

    private void event(Fields event, @Nullable String name, Consumer<StreamEvent> out) {
        String said = event.text("type");
        String type = said == null ? name : said;
        switch (type) {
            case "message_start" -> messageStart(event, out);
            case "content_block_start" -> blockStart(event, out);
            case "content_block_delta" -> blockDelta(event, out);
            case "content_block_stop" -> blockStop(event, out);
            case "message_delta" -> messageDelta(event, out);
            case "message_stop" -> messageStop(event, out);
            case "error" -> error(event, out);
            case "ping" -> note(event.rest(), out);
            case null -> note(event.rest(), out);
            default -> note(new Extras(MessagesProviderCodec.DIALECT, "", Map.of(type, event.node())), out);
        }
    }

    private void messageStart(Fields event, Consumer<StreamEvent> out) {
        Fields message = event.object("message");
        if (started || message == null) {
            note(new Extras(MessagesProviderCodec.DIALECT, "", Map.of("message_start", event.node())), out);
            return;
        }
        started = true;
        message.skip("type");
        message.skip("role");
        out.accept(new StreamEvent.Started(new Head(message.text("id"), message.text("model"), null)));
        ArrayNode content = message.array("content");
        if (content != null) {
            for (JsonNode raw : content) {
                begin(raw, out).end(out);
            }
        }
        ending(message);
        meter(message.object("usage"), out);
        note(message.rest(), out);
        note(event.rest(), out);
    }

    private void blockStart(Fields event, Consumer<StreamEvent> out) {
        ensureStarted(out);
        JsonNode raw = event.any("content_block");
        Integer index = event.integer("index");
        if (raw == null) {
            note(event.rest(), out);
            return;
        }
        int key = index == null ? blocks : index;
        end(open.remove(key), out);
        open.put(key, begin(raw, out));
        note(event.rest(), out);
    }

    private void blockDelta(Fields event, Consumer<StreamEvent> out) {
        ensureStarted(out);
        Integer index = event.integer("index");
        OpenBlock block = index == null ? latest : open.get(index);
        Fields delta = event.object("delta");
        if (delta == null) {
            note(event.rest(), out);
            return;
        }
        String type = delta.text("type");
        if (block == null || block.hasEnded()) {
            block = implied(type, index, out);
        }
        boolean understood = block != null && block.grow(type, delta, out);
        int at = block == null ? blocks : block.number();
        Extras rest = understood ? delta.rest() : all(delta);
        note(new Extras(rest.owner(), "/content/" + at, rest.fields()), out);
        note(event.rest(), out);
    }

    private void blockStop(Fields event, Consumer<StreamEvent> out) {
        Integer index = event.integer("index");
        end(index == null ? latest : open.remove(index), out);
        note(event.rest(), out);
    }

    private void messageDelta(Fields event, Consumer<StreamEvent> out) {
        ensureStarted(out);
        Fields delta = event.object("delta");
        if (delta != null) {
            ending(delta);
            note(delta.rest(), out);
        }
        meter(event.object("usage"), out);
        note(event.rest(), out);
    }

    private void messageStop(Fields event, Consumer<StreamEvent> out) {
        if (!started) {
            fail(new Failure.Broken("the provider ended a message that it had not begun", 200), out);
            return;
        }
        note(event.rest(), out);
        finish(out);
    }

    private void error(Fields event, Consumer<StreamEvent> out) {
        fail(
                event.any("error") instanceof ObjectNode error
                        ? Errors.inside(error)
                        : new Failure.Broken("the provider reported an error without words", 500),
                out);
    }

    private OpenBlock begin(JsonNode raw, Consumer<StreamEvent> out) {
        if (latest != null && latest.isHeld()) {
            latest.end(out);
        }
        latest = OpenBlock.begin(raw, blocks, reader, out);
        blocks++;
        return latest;
    }

    /// A block that the provider forgot to begin, where its first delta says what it is.
    private @Nullable OpenBlock implied(@Nullable String type, @Nullable Integer index, Consumer<StreamEvent> out) {
        String kind = switch (type) {
            case "text_delta" -> "text";
            case "thinking_delta" -> "thinking";
            case null, default -> null;
        };
        if (kind == null) {
            return null;
        }
        OpenBlock block = begin(Json.object().put("type", kind).put(kind, ""), out);
        open.put(index == null ? block.number() : index, block);
        return block;
    }

    private static void end(@Nullable OpenBlock block, Consumer<StreamEvent> out) {
        if (block != null) {
            block.end(out);
        }
    }

    private void ending(Fields fields) {
        String reason = fields.text("stop_reason");
        String sequence = fields.text("stop_sequence");
        JsonNode details = fields.any("stop_details");
        stopReason = reason == null ? stopReason : reason;
        stopSequence = sequence == null ? stopSequence : sequence;
        stopDetails = details == null ? stopDetails : details;
    }

    private void meter(@Nullable Fields counts, Consumer<StreamEvent> out) {
        if (counts == null) {
            return;
        }
        counts.node().forEachEntry((name, value) -> {
            if (!value.isNull()) {
                usage.set(name, value);
            }
        });
        Usage read = UsageReader.read(usage.deepCopy());
        if (read == null) {
            note(all(counts), out);
        } else {
            out.accept(new StreamEvent.Metered(read));
        }
    }

    private void finish(Consumer<StreamEvent> out) {
        for (OpenBlock block : open.values()) {
            block.end(out);
        }
        open.clear();
        Finish finish = StopReason.finish(stopReason, stopSequence, stopDetails);
        String refusal = StopReason.explanation(finish);
        if (refusal != null) {
            int number = blocks++;
            out.accept(new StreamEvent.BlockStarted(0, number, new BlockKind.RefusalBlock()));
            out.accept(new StreamEvent.BlockDelta(0, number, new Delta.Words(refusal)));
            out.accept(new StreamEvent.BlockEnded(0, number));
        }
        over = true;
        out.accept(new StreamEvent.ChoiceFinished(0, finish));
        out.accept(new StreamEvent.Ended());
    }

    private void fail(Failure failure, Consumer<StreamEvent> out) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }

    private void ensureStarted(Consumer<StreamEvent> out) {
        if (!started) {
            started = true;
            out.accept(new StreamEvent.Started(new Head(null, null, null)));
        }
    }

    private void note(Extras extras, Consumer<StreamEvent> out) {
        if (!extras.isEmpty()) {
            ensureStarted(out);
            out.accept(new StreamEvent.Noted(extras));
        }
    }

    private static Extras all(Fields fields) {
        return new Fields(fields.node(), fields.at(), MessagesProviderCodec.DIALECT, Fields.Mode.LENIENT).rest();
    }

    private static Fields fields(ObjectNode node, String at) {
        return new Fields(node, at, MessagesProviderCodec.DIALECT, Fields.Mode.LENIENT);
    }
}
