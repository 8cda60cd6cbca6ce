package dev.weir.dialect.gemini;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Part;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as a `GenerateContentResponse`.
final class AnswerWriter {
    private final ChatResponse response;
    private final Identity identity;
    private final AnswerLosses losses;
    private final PartWriter parts;

    AnswerWriter(ChatResponse response, Identity identity, AnswerLosses losses) {
        this.response = response;
        this.identity = identity;
        this.losses = losses;
        this.parts = new PartWriter(losses);
    }

    ObjectNode write() {
        ObjectNode out = Json.object();
        ArrayNode candidates = out.putArray("candidates");
        response.choices().forEach(choice -> candidates.add(candidate(choice)));
        if (response.usage() != null) {
            out.set("usageMetadata", AnswerWords.usage(response.usage()));
            AnswerWords.cacheWrites(response.usage(), losses);
        }
        AnswerWords.head(out, response.head(), identity);
        response.extras().forEach(extras -> keep(extras, out));
        return out;
    }

    private ObjectNode candidate(Choice choice) {
        ObjectNode out = Json.object();
        ObjectNode content = out.putObject("content");
        ArrayNode list = content.putArray("parts");
        content.put("role", "model");
        StringBuilder refusal = new StringBuilder();
        GroundingWriter grounding = new GroundingWriter(AnswerDecoder.Form.WHOLE, losses);
        for (int i = 0; i < choice.parts().size(); i++) {
            Part part = choice.parts().get(i);
            ObjectNode node = parts.write(part, AnswerLosses.path(part, choice.index(), i));
            if (part instanceof Part.Text text) {
                grounding.text(text.annotations(), text.text(), list.size());
            } else if (part instanceof Part.HostedCall call) {
                grounding.called(call.name(), call.input());
            } else if (part instanceof Part.Refusal said) {
                refusal.append(said.text());
            }
            if (node != null) {
                list.add(node);
            }
        }
        if (list.isEmpty()) {
            list.addObject().put("text", "");
        }
        AnswerWords.finish(out, new AnswerWords.Candidate(choice.index(), choice.finish(), refusal.toString()), losses);
        out.put("index", choice.index());
        if (!choice.logprobs().isEmpty()) {
            out.set("logprobsResult", AnswerWords.logprobs(choice.logprobs()));
            AnswerWords.tokenBytes(choice.logprobs(), choice.index(), losses);
        }
        ObjectNode metadata = grounding.metadata();
        if (metadata != null) {
            out.set("groundingMetadata", metadata);
        }
        for (Extras extras : List.of(choice.finish().extras(), choice.extras())) {
            if (!OwnFields.merge(extras, out)) {
                losses.extras(extras);
            }
        }
        return out;
    }

    /// Puts fields of our own dialect back where they stood, and reports the rest.
    private void keep(Extras extras, ObjectNode out) {
        if (!extras.isEmpty() && !OwnFields.restore(extras, out)) {
            losses.extras(extras);
        }
    }
}
