package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.embed.EmbedRequest.Encoding;
import dev.weir.dialect.embed.EmbedRequest.Input;
import dev.weir.dialect.embed.EmbedRequest.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Cohere's `/v2/embed`.
final class CohereEmbed implements EmbedClient, EmbedProvider {
    static final String DIALECT = "cohere-embed";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public String path(String model) {
        return "/embed";
    }

    @Override
    public EmbedRequest decode(ObjectNode body, Asked asked) {
        Fields fields = new Fields(body, "", DIALECT, Fields.Mode.STRICT);
        fields.skip("model");
        List<Loss> left = new ArrayList<>();
        List<Input> inputs = new ArrayList<>();
        strings(fields, "texts").forEach(text -> inputs.add(new EmbedRequest.Text("/texts/" + inputs.size(), text)));
        strings(fields, "images")
                .forEach(url ->
                        inputs.add(new EmbedRequest.Mixed("/images/" + inputs.size(), List.of(new Piece("", url)))));
        for (Fields input : fields.objects("inputs")) {
            inputs.add(mixed(input, left));
            left.addAll(Leftover.of(input));
        }
        if (inputs.isEmpty()) {
            throw OpenAiRejection.said("invalid request: no texts, images or inputs provided.", "/texts", null);
        }
        Encoding encoding = encoding(strings(fields, "embedding_types"));
        Integer dimensions = fields.integer("output_dimension");
        var aim = new EmbedRequest.Aim(
                OpenAiEmbeddings.task(fields.text("input_type"), "/input_type"),
                "/input_type",
                OpenAiEmbeddings.truncation(fields.text("truncate"), "/truncate"),
                "/truncate");
        left.addAll(Leftover.of(fields));
        return new EmbedRequest(inputs, dimensions, aim, encoding, left);
    }

    private static Encoding encoding(List<String> types) {
        for (String type : types) {
            if (!type.equals("float") && !type.equals("base64")) {
                throw OpenAiRejection.said(
                        "The provider of this model has no vectors of the type `" + type
                                + "`. Ask for `float` or `base64`, or choose a model of Cohere's.",
                        "/embedding_types",
                        null);
            }
        }
        if (types.size() > 1) {
            throw OpenAiRejection.said(
                    "The provider of this model writes vectors one way at a time. Ask for one type.",
                    "/embedding_types",
                    null);
        }
        return types.contains("base64") ? Encoding.BASE64 : Encoding.FLOAT;
    }

    private static List<String> strings(Fields fields, String name) {
        ArrayNode array = fields.array(name);
        List<String> out = new ArrayList<>();
        if (array != null) {
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isString()) {
                    throw new Fields.WrongType("/" + name + "/" + i, "a string", array.get(i));
                }
                out.add(array.get(i).stringValue());
            }
        }
        return out;
    }

    private static Input mixed(Fields input, List<Loss> left) {
        List<Piece> pieces = new ArrayList<>();
        for (Fields part : input.objects("content")) {
            part.skip("type");
            String text = part.text("text");
            Fields image = part.object("image_url");
            String url = image == null ? null : image.text("url");
            if (text == null && url == null) {
                throw OpenAiRejection.missing(part.at() + "/text");
            }
            pieces.add(new Piece(text == null ? "" : text, url));
            left.addAll(Leftover.of(part));
            if (image != null) {
                left.addAll(Leftover.of(image));
            }
        }
        if (pieces.isEmpty()) {
            throw OpenAiRejection.missing(input.at() + "/content");
        }
        return EmbedRequest.Mixed.of(input.at() + "/content", pieces);
    }

    @Override
    public ObjectNode encode(EmbedAnswer answer, EmbedRequest request, Identity identity) {
        ObjectNode out = Json.object().put("id", identity.id());
        boolean packed = request.encoding() == Encoding.BASE64;
        ArrayNode list = out.putObject("embeddings").putArray(packed ? "base64" : "float");
        for (Vector vector : answer.vectors()) {
            if (packed) {
                list.add(vector.packed());
            } else {
                list.add(vector.floats());
            }
        }
        ArrayNode texts = out.putArray("texts");
        for (Input input : request.inputs()) {
            if (input instanceof EmbedRequest.Text text) {
                texts.add(text.text());
            }
        }
        ObjectNode meta = out.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        if (answer.usage() != null) {
            meta.putObject("billed_units").put("input_tokens", answer.tokens());
        }
        return out.put("response_type", "embeddings_by_type");
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = Json.object().put("model", model);
        boolean pictures = request.inputs().stream()
                .anyMatch(input -> input instanceof EmbedRequest.Mixed mixed && mixed.hasPictures());
        if (pictures) {
            ArrayNode inputs = out.putArray("inputs");
            request.inputs().forEach(input -> content(inputs.addObject().putArray("content"), input));
        } else {
            out.set("texts", EmbedProvider.array(EmbedProvider.texts(request, "Cohere", losses)));
        }
        var task = request.task();
        String word = task == null ? null : task.cohere();
        if (task == null) {
            losses.accept(new Loss("/input_type", Verdict.ADDED, "Cohere must be told what the vectors are for"));
        } else if (word == null) {
            losses.accept(new Loss(request.aim().taskAt(), Verdict.COERCED, "Cohere has no word for this use"));
        }
        out.put("input_type", word == null ? "search_document" : word);
        out.putArray("embedding_types").add("float");
        if (request.dimensions() != null) {
            out.put("output_dimension", request.dimensions());
        }
        if (request.truncation() != null) {
            out.put("truncate", request.truncation().name());
        }
        return out;
    }

    private static void content(ArrayNode content, Input input) {
        switch (input) {
            case EmbedRequest.Text text ->
                content.addObject().put("type", "text").put("text", text.text());
            case EmbedRequest.Tokens tokens -> throw EmbedProvider.tokens(tokens, "Cohere");
            case EmbedRequest.Mixed mixed -> {
                for (Piece piece : mixed.pieces()) {
                    ObjectNode part = content.addObject();
                    if (piece.picture() == null) {
                        part.put("type", "text").put("text", piece.text());
                    } else {
                        part.put("type", "image_url").putObject("image_url").put("url", piece.picture());
                    }
                }
            }
        }
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        JsonNode embeddings = body.path("embeddings");
        JsonNode list = embeddings.has("float") ? embeddings.get("float") : embeddings;
        if (!(list instanceof ArrayNode array)) {
            throw new Vector.Unreadable("it has no embeddings");
        }
        List<Vector> vectors = new ArrayList<>();
        array.forEach(each -> vectors.add(Vector.of(each)));
        Leftover.tell(body, "", "id embeddings texts images meta response_type", losses);
        Leftover.tell(body.path("meta"), "/meta", "api_version billed_units tokens", losses);
        return new EmbedAnswer(vectors, PlainUsage.read(body.path("meta").path("billed_units")));
    }
}
