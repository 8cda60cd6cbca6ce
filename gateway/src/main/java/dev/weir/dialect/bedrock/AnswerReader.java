package dev.weir.dialect.bedrock;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Part;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole answer of Converse.
final class AnswerReader {
    private AnswerReader() {}

    static Answer read(byte[] body) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
            return new Answer.Failed(new Failure.Broken("the provider's answer is not a JSON object", 200));
        }
        Fields answer = BlockReader.fields(object, "");
        Fields output = answer.object("output");
        Fields message = output == null ? null : output.object("message");
        if (message == null) {
            return new Answer.Failed(BedrockErrors.inside("", object));
        }
        message.skip("role");
        List<Part> parts = new ArrayList<>();
        for (Fields block : message.objects("content")) {
            Part part = BlockReader.read(block);
            if (part != null) {
                parts.add(part);
            }
        }
        JsonNode counts = answer.any("usage");
        Usage usage = UsageReader.of(object);
        if (counts != null && usage == null) {
            answer.leave("usage");
        }
        String stop = answer.text("stopReason");
        List<Extras> extras = new ArrayList<>();
        for (Extras rest : List.of(answer.rest(), message.rest())) {
            if (!rest.isEmpty()) {
                extras.add(rest);
            }
        }
        Choice choice = new Choice(0, parts, StopWords.finish(stop), List.of(), Extras.NONE);
        return new Answer.Whole(new ChatResponse(new Head(null, null, null), List.of(choice), usage, extras));
    }
}
