package dev.weir.dialect.gemini;

import dev.weir.chat.StreamEvent;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The stream of `streamGenerateContent?alt=sse`: each frame is a whole response object. The service writes no last
/// word of its own; a `[DONE]` that a relay puts there says nothing.
final class GeminiStreamDecoder implements StreamDecoder {
    /// Most characters of an unreadable frame that are kept.
    private static final int KEPT = 256;

    private final AnswerDecoder answer = new AnswerDecoder(AnswerDecoder.Form.STREAM, this::emit);
    private Consumer<StreamEvent> sink = _ -> {};

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (answer.isOver() || frame.isSilent() || frame.says("[DONE]")) {
            return;
        }
        sink = out;
        if (Json.readOrNull(frame.data(), frame.from(), frame.to()) instanceof ObjectNode chunk) {
            answer.chunk(chunk);
        } else {
            String payload = frame.text();
            answer.unreadable(payload.length() > KEPT ? payload.substring(0, KEPT) : payload);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        sink = out;
        answer.end();
    }

    @Override
    public @Nullable String token() {
        return answer.token();
    }

    @Override
    public void nextLeg() {
        answer.nextLeg();
    }

    private void emit(StreamEvent event) {
        sink.accept(event);
    }
}
