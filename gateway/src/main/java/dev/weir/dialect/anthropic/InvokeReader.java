package dev.weir.dialect.anthropic;

import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Json;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventStreamReader;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Cuts what Bedrock's InvokeModelWithResponseStream sends into Anthropic's events: each of its messages holds one in
/// base64, `{"bytes":"…"}`; an exception of Bedrock's becomes an `error` event.
final class InvokeReader implements FrameReader, SseReader.Sink {
    private static final String TYPE = "application/vnd.amazon.eventstream";
    private static final String CHUNK = "chunk";

    private final EventStreamReader messages;
    private final SseReader events;
    private final ByteSink told = new ByteSink(512);

    InvokeReader(int limit) {
        this.messages = new EventStreamReader(limit);
        this.events = new SseReader(limit);
    }

    /// Whether such messages are in an answer of a content type.
    static boolean reads(@Nullable String type) {
        return type != null && type.startsWith(TYPE);
    }

    @Override
    public void feed(byte[] chunk, int from, int to, SseReader.Sink sink) throws Malformed {
        messages.feed(chunk, from, to, this);
        byte[] text = told.toBytes();
        told.clear();
        events.feed(text, 0, text.length, sink);
    }

    @Override
    public void end(SseReader.Sink sink) {
        messages.end(this);
        events.end(sink);
    }

    @Override
    public void frame(Frame message) {
        JsonNode payload = Json.readOrNull(message.data(), message.from(), message.to());
        if (!CHUNK.equals(message.name())) {
            String name = message.name() == null ? "" : message.name();
            MessagesErrorReply.event(BedrockErrors.inside(name, payload), told);
            return;
        }
        byte[] event = payload == null ? null : bytes(payload.path("bytes").asString(""));
        JsonNode read = event == null ? null : Json.readOrNull(event, 0, event.length);
        if (event == null || read == null) {
            told.ascii("data: unreadable\n\n");
            return;
        }
        MessageEvents.named(read.path("type").asString("message"), event, 0, event.length, told);
    }

    private static byte @Nullable [] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void unfinished(Frame message) {
        throw new IllegalStateException("a message without its checksum is none");
    }
}
