package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What a stream is to a Gemini client.
final class Written implements Consumer<StreamEvent> {
    private final List<Loss> losses = new ArrayList<>();
    private final ByteSink out = new ByteSink(256);
    private final StreamEncoder encoder =
            new GeminiClientCodec().encoder(new Identity("id", 1, "m"), Delivery.STREAM_WITH_USAGE, losses::add);

    static Written of(StreamEvent... events) {
        Written written = new Written();
        List.of(events).forEach(written);
        return written;
    }

    @Override
    public void accept(StreamEvent event) {
        encoder.event(event, out);
    }

    byte[] bytes() {
        return out.toBytes();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    List<Loss> losses() {
        return losses;
    }

    /// The chunks, each on its line behind `data: `, which is all that the SDKs read.
    List<JsonNode> chunks() {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : text().split("\n\n", -1)) {
            if (!event.isEmpty()) {
                if (!event.startsWith("data: {") || event.indexOf('\n') >= 0) {
                    throw new AssertionError("an event that the SDKs cannot read: " + event);
                }
                chunks.add(Objects.requireNonNull(Json.readOrNull(event.substring(6)), event));
            }
        }
        return chunks;
    }
}
