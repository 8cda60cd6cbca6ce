package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiNumbers;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.embed.EmbedRequest.Encoding;
import dev.weir.dialect.embed.EmbedRequest.Input;
import dev.weir.dialect.embed.EmbedRequest.Task;
import dev.weir.dialect.embed.EmbedRequest.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's `/v1/embeddings`, with two fields that it has not itself: `input_type` (what the vectors are for, in any
/// provider's word) and `truncate` (`NONE`, `START`, `END`). Clients of Mistral, Voyage and Jina ask here as well:
/// their names for the same are understood.
final class OpenAiEmbeddings implements EmbedClient, EmbedProvider {
    static final String DIALECT = "openai-embeddings";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public String path(String model) {
        return "/embeddings";
    }

    @Override
    public EmbedRequest decode(ObjectNode body, Asked asked) {
        Fields fields = new Fields(body, "", DIALECT, Fields.Mode.STRICT);
        fields.skip("model");
        List<Input> inputs = inputs(fields.any("input"));
        String wide = either(fields, "dimensions", "output_dimension");
        Integer dimensions = OpenAiNumbers.positive(fields, wide);
        String form = either(fields, "encoding_format", "embedding_type");
        String encoding = fields.text(form);
        if (encoding != null && !encoding.equals("float") && !encoding.equals("base64")) {
            throw OpenAiRejection.value("/" + form, encoding, List.of("float", "base64"));
        }
        String kind = fields.text("output_dtype");
        if (kind != null && !kind.equals("float")) {
            throw OpenAiRejection.value("/output_dtype", kind, List.of("float"));
        }
        return new EmbedRequest(
                inputs,
                dimensions,
                aim(fields),
                "base64".equals(encoding) ? Encoding.BASE64 : Encoding.FLOAT,
                Leftover.of(fields));
    }

    private static EmbedRequest.Aim aim(Fields fields) {
        String use = either(fields, "input_type", "task");
        Task task = task(fields.text(use), "/" + use);
        if (fields.has("truncation")) {
            Truncation cut = Boolean.TRUE.equals(fields.flag("truncation")) ? Truncation.END : Truncation.NONE;
            return new EmbedRequest.Aim(task, "/" + use, cut, "/truncation");
        }
        JsonNode said = fields.node().path("truncate");
        Truncation cut = said.isBoolean() && fields.flag("truncate") != null
                ? (said.booleanValue() ? Truncation.END : Truncation.NONE)
                : truncation(fields.text("truncate"), "/truncate");
        return new EmbedRequest.Aim(task, "/" + use, cut, "/truncate");
    }

    private static String either(Fields fields, String name, String other) {
        return !fields.has(name) && fields.has(other) ? other : name;
    }

    static @Nullable Task task(@Nullable String word, String at) {
        if (word == null) {
            return null;
        }
        Task task = Task.of(word);
        if (task == null) {
            throw OpenAiRejection.value(
                    at, word, List.of("query", "document", "classification", "clustering", "text-matching"));
        }
        return task;
    }

    static @Nullable Truncation truncation(@Nullable String word, String at) {
        if (word == null) {
            return null;
        }
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "NONE" -> Truncation.NONE;
            case "START" -> Truncation.START;
            case "END" -> Truncation.END;
            default -> throw OpenAiRejection.value(at, word, List.of("NONE", "START", "END"));
        };
    }

    private static List<Input> inputs(@Nullable JsonNode input) {
        if (input == null) {
            throw OpenAiRejection.missing("/input");
        }
        if (input.isString()) {
            return List.of(text(input, "/input"));
        }
        if (!(input instanceof ArrayNode array)) {
            throw new Fields.WrongType("/input", "a string or an array", input);
        }
        if (array.isEmpty()) {
            throw OpenAiRejection.empty("/input", "array");
        }
        if (array.get(0).isNumber()) {
            return List.of(tokens(array, "/input"));
        }
        List<Input> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String at = "/input/" + i;
            out.add(array.get(i) instanceof ArrayNode ids ? tokens(ids, at) : text(array.get(i), at));
        }
        return out;
    }

    private static Input text(JsonNode text, String at) {
        if (!text.isString()) {
            throw new Fields.WrongType(at, "a string", text);
        }
        if (text.stringValue().isEmpty()) {
            throw OpenAiRejection.empty(at, "string");
        }
        return new EmbedRequest.Text(at, text.stringValue());
    }

    private static Input tokens(ArrayNode ids, String at) {
        for (JsonNode id : ids) {
            if (!id.isIntegralNumber()) {
                throw new Fields.WrongType(at, "an array of token ids", id);
            }
        }
        if (ids.isEmpty()) {
            throw OpenAiRejection.empty(at, "array");
        }
        return new EmbedRequest.Tokens(at, ids);
    }

    @Override
    public ObjectNode encode(EmbedAnswer answer, EmbedRequest request, Identity identity) {
        ObjectNode out = Json.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        for (int i = 0; i < answer.vectors().size(); i++) {
            Vector vector = answer.vectors().get(i);
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            switch (request.encoding()) {
                case FLOAT -> entry.set("embedding", vector.floats());
                case BASE64 -> entry.put("embedding", vector.packed());
            }
        }
        // Mistral's SDK wants an id; OpenAI's answers have none, and its SDKs do not mind.
        out.put("model", identity.model()).put("id", identity.id());
        out.putObject("usage").put("prompt_tokens", answer.tokens()).put("total_tokens", answer.tokens());
        return out;
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = Json.object().put("model", model);
        boolean tokens = request.inputs().stream().allMatch(EmbedRequest.Tokens.class::isInstance);
        if (tokens) {
            ArrayNode input = out.putArray("input");
            for (Input each : request.inputs()) {
                if (each instanceof EmbedRequest.Tokens ids) {
                    input.add(ids.ids());
                }
            }
        } else {
            out.set("input", EmbedProvider.array(EmbedProvider.texts(request, "This provider", losses)));
        }
        if (request.dimensions() != null) {
            out.put("dimensions", request.dimensions());
        }
        out.put("encoding_format", request.encoding() == Encoding.BASE64 ? "base64" : "float");
        EmbedProvider.untold(request, "OpenAI's API", losses);
        EmbedProvider.uncut(request, "OpenAI's API", losses);
        return out;
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        return EmbedProvider.data(body, losses);
    }
}
