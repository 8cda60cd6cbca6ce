package dev.weir.dialect.anthropic;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.anthropic.AnswerBlocks.Called;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as a message.
final class AnswerWriter {
    private static final Choice NOTHING =
            new Choice(0, List.of(), new Finish(Stop.COMPLETE, null, null, Extras.NONE), List.of(), Extras.NONE);

    private final ChatResponse response;
    private final Identity identity;
    private final AnswerLosses losses;
    private final AnswerBlocks blocks;

    AnswerWriter(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        this.response = response;
        this.identity = identity;
        this.losses = new AnswerLosses(losses);
        this.blocks = new AnswerBlocks(this.losses);
    }

    ObjectNode write() {
        Choice choice =
                response.choices().isEmpty() ? NOTHING : response.choices().getFirst();
        String id = response.head().id();
        String model = response.head().model();
        ObjectNode out = Json.object()
                .put("id", id == null ? identity.id() : id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model == null ? identity.model() : model);
        ArrayNode content = out.putArray("content");
        StringBuilder refusal = new StringBuilder();
        Called called = Called.NO;
        for (int i = 0; i < choice.parts().size(); i++) {
            Part part = choice.parts().get(i);
            if (part instanceof Part.Refusal words) {
                refusal.append(words.text());
            } else if (part instanceof Part.ToolCall) {
                called = Called.YES;
            }
            ObjectNode block = blocks.block(part, i);
            if (block != null) {
                content.add(block);
            }
            Seal seal = part instanceof Part.Thought ? null : part.marks().seal();
            if (seal != null && block != null) {
                content.add(AnswerBlocks.seal(seal, Envelope.Kind.PART));
            } else if (seal != null && part instanceof Part.Text) {
                content.add(AnswerBlocks.seal(seal, Envelope.Kind.TEXT));
            } else if (seal != null) {
                losses.sealOfNothing(i);
            }
        }
        out.setAll(blocks.end(choice.finish(), called, refusal.toString()));
        out.set("usage", blocks.usage(response.usage()));
        beside(choice, out);
        return out;
    }

    private void beside(Choice choice, ObjectNode out) {
        if (!choice.logprobs().isEmpty()) {
            losses.logprobs();
        }
        losses.extras(choice.extras());
        response.choices().stream().skip(1).forEach(other -> losses.otherChoice(other.index()));
        for (Extras extras : response.extras()) {
            if (AnswerBlocks.isOurs(extras) && extras.at().isEmpty()) {
                extras.fields().forEach(out::putIfAbsent);
            } else {
                losses.extras(extras);
            }
        }
    }
}
