package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Json;
import dev.weir.dialect.embed.EmbedRequest.Truncation;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Jina's `/v1/embeddings`: near to OpenAI's, with pictures and words of its own.
final class JinaEmbeddings implements EmbedProvider {
    @Override
    public String dialect() {
        return "jina-embeddings";
    }

    @Override
    public String path(String model) {
        return "/embeddings";
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = Json.object().put("model", model);
        ArrayNode input = out.putArray("input");
        boolean pictures = request.inputs().stream()
                .anyMatch(each -> each instanceof EmbedRequest.Mixed mixed && mixed.hasPictures());
        if (pictures) {
            request.inputs().forEach(each -> input(input.addObject(), each));
        } else {
            EmbedProvider.texts(request, "Jina", losses).forEach(input::add);
        }
        var task = request.task();
        if (task != null && task.jina() != null) {
            out.put("task", task.jina());
        } else {
            EmbedProvider.untold(request, "Jina", losses);
        }
        if (request.dimensions() != null) {
            out.put("dimensions", request.dimensions());
        }
        if (request.truncation() != null) {
            out.put("truncate", request.truncation() != Truncation.NONE);
            if (request.truncation() == Truncation.START) {
                losses.accept(new Loss(request.aim().truncationAt(), Verdict.COERCED, "Jina cuts inputs at their end"));
            }
        }
        return out;
    }

    private static void input(ObjectNode out, EmbedRequest.Input input) {
        switch (input) {
            case EmbedRequest.Text text -> out.put("text", text.text());
            case EmbedRequest.Tokens tokens -> throw EmbedProvider.tokens(tokens, "Jina");
            case EmbedRequest.Mixed mixed -> {
                if (mixed.pieces().size() > 1) {
                    throw new EmbedProvider.Cannot(
                            "Jina makes a vector of a text or of a picture, not of several together. Send them apart.",
                            mixed.at());
                }
                String url = mixed.pieces().getFirst().picture();
                int data = url == null ? -1 : url.indexOf(";base64,");
                out.put("image", url != null && data > 0 ? url.substring(data + ";base64,".length()) : url);
            }
        }
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        return EmbedProvider.data(body, losses);
    }
}
