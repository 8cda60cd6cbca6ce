package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What an answer says, extras left out and arguments compared as JSON: what a stream and the same answer unstreamed
/// must have in common.
final class Meaning {
    private Meaning() {}

    static Object of(ChatResponse response) {
        return List.of(
                String.valueOf(response.head()),
                response.choices().getFirst().parts().stream().map(Meaning::of).toList(),
                String.valueOf(response.choices().getFirst().finish()),
                response.usage() == null ? "no usage" : response.usage().input(),
                response.usage() == null ? "no usage" : response.usage().output());
    }

    private static Object of(Part part) {
        return switch (part) {
            case Part.Text text ->
                new Part.Text(
                        text.text(),
                        text.annotations().stream().map(Meaning::of).toList(),
                        bare(text.marks()));
            case Part.ToolCall call -> List.of("call", call.id(), call.name(), json(call.input()));
            case Part.HostedCall call -> List.of("hosted call", call.id(), call.name(), json(call.input()));
            case Part.Thought thought -> new Part.Thought(thought.text(), thought.form(), bare(thought.marks()));
            case Part.HostedResult result ->
                List.of("result", result.callId(), result.kind(), result.content(), result.outcome());
            case Part.Refusal _, Part.Media _, Part.ToolResult _, Part.Foreign _ -> part;
        };
    }

    private static Annotation of(Annotation annotation) {
        return new Annotation(annotation.span(), annotation.url(), annotation.title(), annotation.quote(), Extras.NONE);
    }

    private static Marks bare(Marks marks) {
        return Marks.of(marks.seal());
    }

    private static JsonNode json(String text) {
        return Streams.JSON.readTree(text);
    }
}
