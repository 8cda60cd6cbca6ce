package dev.weir.dialect.anthropic;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole message.
final class AnswerReader {
    private AnswerReader() {}

    static Answer read(byte[] body, String issuer) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
            return new Answer.Failed(new Failure.Broken("the provider's answer is not a JSON object", 200));
        }
        Fields message = new Fields(object, "", MessagesProviderCodec.DIALECT, Fields.Mode.LENIENT);
        ArrayNode content = message.array("content");
        if (content == null) {
            return new Answer.Failed(
                    object.get("error") instanceof ObjectNode error
                            ? Errors.inside(error)
                            : new Failure.Broken("the provider's answer has no content", 200));
        }
        message.skip("type");
        message.skip("role");
        Head head = new Head(message.text("id"), message.text("model"), null);
        Finish finish = StopReason.finish(
                message.text("stop_reason"), message.text("stop_sequence"), message.any("stop_details"));
        Fields counts = message.object("usage");
        Usage usage = counts == null ? null : UsageReader.read(counts.node());
        List<Extras> extras = new ArrayList<>();
        if (counts != null && usage == null) {
            extras.add(new Extras(MessagesProviderCodec.DIALECT, "", Map.of("usage", counts.node())));
        }
        Extras rest = message.rest();
        if (!rest.isEmpty()) {
            extras.add(rest);
        }
        Choice choice = new Choice(0, parts(content, finish, issuer), finish, List.of(), Extras.NONE);
        return new Answer.Whole(new ChatResponse(head, List.of(choice), usage, extras));
    }

    private static List<Part> parts(ArrayNode content, Finish finish, String issuer) {
        BlockReader blocks = new BlockReader(issuer);
        List<Part> parts = new ArrayList<>();
        for (JsonNode raw : content) {
            parts.add(blocks.read(raw, parts.size()));
        }
        String refusal = StopReason.explanation(finish);
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal, Marks.NONE));
        }
        return parts;
    }
}
