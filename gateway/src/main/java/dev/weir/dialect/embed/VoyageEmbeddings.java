package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Json;
import dev.weir.dialect.embed.EmbedRequest.Truncation;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Voyage's `/v1/embeddings`: near to OpenAI's, with words of its own.
final class VoyageEmbeddings implements EmbedProvider {
    @Override
    public String dialect() {
        return "voyage-embeddings";
    }

    @Override
    public String path(String model) {
        return "/embeddings";
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = Json.object().put("model", model);
        out.set("input", EmbedProvider.array(EmbedProvider.texts(request, "Voyage", losses)));
        var task = request.task();
        if (task != null && task.voyage() != null) {
            out.put("input_type", task.voyage());
        } else {
            EmbedProvider.untold(request, "Voyage", losses);
        }
        if (request.dimensions() != null) {
            out.put("output_dimension", request.dimensions());
        }
        if (request.truncation() != null) {
            out.put("truncation", request.truncation() != Truncation.NONE);
            if (request.truncation() == Truncation.START) {
                losses.accept(
                        new Loss(request.aim().truncationAt(), Verdict.COERCED, "Voyage cuts inputs at their end"));
            }
        }
        return out;
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        return EmbedProvider.data(body, losses);
    }
}
