package dev.weir.dialect.embed;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Usage;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Headers;
import dev.weir.dialect.InvokeModel;
import dev.weir.dialect.embed.EmbedRequest.Task;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Vectors of Bedrock's models, by InvokeModel: each maker has a form of its own, which the model's id tells.
final class BedrockEmbeddings implements EmbedProvider {
    private final CohereEmbed cohere = new CohereEmbed();

    /// The makers' forms.
    private enum Form {
        COHERE_3("cohere.embed-english-v3", "cohere.embed-multilingual-v3"),
        COHERE_4("cohere.embed-v4"),
        TITAN_1("amazon.titan-embed-text-v1", "amazon.titan-embed-g1-text"),
        TITAN_2("amazon.titan-embed-text-v2"),
        TITAN_PICTURES("amazon.titan-embed-image-v1"),
        NOVA("amazon.nova-2-multimodal-embeddings");

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> ids;

        Form(String... ids) {
            this.ids = List.of(ids);
        }

        /// @param model an id, an inference profile's id or its ARN
        static Form of(String model) {
            for (Form form : values()) {
                if (form.ids.stream().anyMatch(model::contains)) {
                    return form;
                }
            }
            throw new Cannot(
                    "Bedrock has another form for each maker's vectors, and the id `" + model
                            + "` tells none that is known here. Choose cohere.embed-v4:0, cohere.embed-english-v3,"
                            + " cohere.embed-multilingual-v3, amazon.titan-embed-text-v2:0, amazon.titan-embed-image-v1"
                            + " or amazon.nova-2-multimodal-embeddings-v1:0.",
                    null);
        }
    }

    @Override
    public String dialect() {
        return "bedrock-embeddings";
    }

    @Override
    public String path(String model) {
        return InvokeModel.path(model);
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        Form form = Form.of(model);
        if ((form == Form.COHERE_3 || form == Form.TITAN_1) && request.dimensions() != null) {
            throw new Cannot(
                    "The vectors of `" + model + "` have one size. Leave the dimensions out, or choose a model of"
                            + " several sizes: cohere.embed-v4:0 or amazon.titan-embed-text-v2:0.",
                    null);
        }
        return switch (form) {
            case COHERE_3, COHERE_4 -> cohere(form, request, model, losses);
            case TITAN_1, TITAN_2 -> AmazonVectors.titan(request, losses);
            case TITAN_PICTURES -> AmazonVectors.titanPictures(request, losses);
            case NOVA -> AmazonVectors.nova(request, losses);
        };
    }

    private ObjectNode cohere(Form form, EmbedRequest request, String model, Consumer<Loss> losses) {
        if (form == Form.COHERE_3) {
            request.inputs().forEach(BedrockEmbeddings::withoutPictures);
        }
        ObjectNode out = cohere.encode(request, model, losses);
        out.remove("model");
        if (form == Form.COHERE_4 && request.task() == Task.PICTURE) {
            losses.accept(new Loss(request.aim().taskAt(), Verdict.COERCED, "Bedrock has no word for this use"));
            out.put("input_type", "search_document");
        }
        if (form == Form.COHERE_4 && request.truncation() != null) {
            out.put(
                    "truncate",
                    switch (request.truncation()) {
                        case NONE -> "NONE";
                        case START -> "LEFT";
                        case END -> "RIGHT";
                    });
        }
        return out;
    }

    /// Embed 3 takes one picture a request, and no text with it.
    private static void withoutPictures(EmbedRequest.Input input) {
        if (input instanceof EmbedRequest.Mixed mixed && mixed.hasPictures()) {
            throw new Cannot(
                    "Cohere's Embed 3 at Bedrock is asked for vectors of texts alone. Choose cohere.embed-v4:0 for"
                            + " pictures.",
                    mixed.at());
        }
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        return AmazonVectors.areThese(body) ? AmazonVectors.read(body, losses) : cohere.decode(body, losses);
    }

    @Override
    public @Nullable Usage usage(Headers headers) {
        return InvokeModel.usage(headers);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return BedrockErrors.read(status, headers, body);
    }
}
