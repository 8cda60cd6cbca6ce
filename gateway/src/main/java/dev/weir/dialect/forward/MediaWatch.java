package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.PlainUsage.Written;
import dev.weir.wire.Frame;
import tools.jackson.databind.JsonNode;

/// Follows a stream of pictures, of sound or of a transcript: typed events, of which one says that all is there
/// (`image_generation.completed`, `transcript.text.done`, `speech.audio.done`).
final class MediaWatch implements Watch {
    private final Written written;
    private final Delivered delivered;
    private boolean done;

    MediaWatch(Written written, Delivered delivered) {
        this.written = written;
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return done;
    }

    @Override
    public Sight frame(Frame frame) {
        if (frame.says("[DONE]")) {
            done = true;
            return Sight.LAST;
        }
        JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
        if (node == null || !node.isObject()) {
            return Sight.INVALID;
        }
        String type = node.path("type").asString("");
        if (type.equals("error") || node.path("error").isObject()) {
            return new Sight.Failed(OpenAiErrors.of(200, Headers.NONE, node));
        }
        PlainUsage.meter(node.path("usage"), written, delivered);
        if (written == Written.PICTURES && type.endsWith(".completed")) {
            String kind = AnswerLook.kind(
                    node.path("quality").asString(""), node.path("size").asString(""));
            delivered.count(delivered.units().made(delivered.units().pictures().made() + 1, kind));
        }
        done |= type.endsWith(".done") && !type.endsWith("segment.done") || type.endsWith(".completed");
        return Sight.CONTENT;
    }
}
