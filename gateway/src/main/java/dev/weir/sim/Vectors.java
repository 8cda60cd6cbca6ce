package dev.weir.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Embeddings of OpenAI, Mistral, Jina and Voyage, of Cohere, and of Gemini. The same text always has the same vector,
/// of length 1, whoever makes it.
final class Vectors {
    static final List<String> MODELS =
            List.of("embedding-sim", "mistral-embed-sim", "jina-embed-sim", "voyage-embed-sim");
    static final List<String> COHERE = List.of("embed-sim");
    static final List<String> GEMINI = List.of("gemini-embedding-sim");

    private static final int USUAL_SIZE = 64;
    private static final int MOST_SIZE = 4_096;
    private static final int MOST_TEXTS = 2_048;
    private static final int MOST_TEXTS_COHERE = 96;
    private static final int MOST_TEXTS_GEMINI = 100;
    private static final int IMAGE_TOKENS = 258;
    private static final List<String> TASKS = List.of(
            "TASK_TYPE_UNSPECIFIED",
            "RETRIEVAL_QUERY",
            "RETRIEVAL_DOCUMENT",
            "SEMANTIC_SIMILARITY",
            "CLASSIFICATION",
            "CLUSTERING",
            "QUESTION_ANSWERING",
            "FACT_VERIFICATION",
            "CODE_RETRIEVAL_QUERY");

    private Vectors() {}

    /// The services that share OpenAI's path, told apart by the model's name.
    private enum Vendor {
        OPENAI("dimensions", "model input dimensions encoding_format user"),
        MISTRAL("output_dimension", "model input output_dimension output_dtype encoding_format metadata"),
        JINA("dimensions", "model input dimensions task truncate late_chunking embedding_type normalized"),
        VOYAGE("output_dimension", "model input output_dimension output_dtype encoding_format input_type truncation");

        private final String size;
        private final String fields;

        Vendor(String size, String fields) {
            this.size = size;
            this.fields = fields;
        }

        static Vendor of(ModelName model) {
            for (Vendor vendor : values()) {
                if (model.base().startsWith(vendor.name().toLowerCase(java.util.Locale.ROOT))) {
                    return vendor;
                }
            }
            return OPENAI;
        }
    }

    /// `POST /v1/embeddings`.
    static Reply openAi(Order order, ModelName model, Behaviour behaviour) {
        Vendor vendor = Vendor.of(model);
        order.only(behaviour, Set.of(vendor.fields.split(" ", -1)));
        List<String> texts = inputs(order);
        Optional<Integer> size = order.number(vendor.size, 1, MOST_SIZE);
        String format = vendor == Vendor.JINA
                ? order.choice("embedding_type", "float", "base64")
                : order.choice("encoding_format", "float", "base64");
        ObjectNode out = Json.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        for (String text : texts) {
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            float[] vector = vector(text, size);
            if (format.equals("base64")) {
                entry.put("embedding", packed(vector));
            } else {
                entry.set("embedding", numbers(vector));
            }
        }
        out.put("model", model.sent());
        ObjectNode usage = out.putObject("usage");
        if (vendor == Vendor.OPENAI || vendor == Vendor.MISTRAL) {
            usage.put("prompt_tokens", tokens(texts));
        }
        usage.put("total_tokens", tokens(texts));
        return Annex.json(out, order, tokens(texts));
    }

    /// Each input as a text; token ids stand for themselves.
    private static List<String> inputs(Order order) {
        JsonNode input = order.required("input");
        boolean one = input.isString()
                || input.isArray() && !input.isEmpty() && input.get(0).isNumber();
        List<JsonNode> each = new ArrayList<>();
        if (one) {
            each.add(input);
        } else {
            order.list("input", MOST_TEXTS).forEach(each::add);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : each) {
            String text =
                    value.isString() ? value.stringValue() : value.path("text").asString("");
            boolean ids = value.isArray() && !value.isEmpty();
            if (text.isEmpty() && !ids && !value.has("image")) {
                throw Order.wrong("input", "input cannot be an empty string, and is text or token ids.");
            }
            texts.add(text.isEmpty() ? value.toString() : text);
        }
        return texts;
    }

    /// Cohere's `POST /v2/embed`.
    static Reply cohere(Order order, ModelName model, Behaviour behaviour) {
        order.only(
                behaviour,
                Set.of(("model texts images inputs input_type embedding_types output_dimension truncate max_tokens"
                                + " priority")
                        .split(" ", -1)));
        order.text("input_type");
        order.choice("input_type", "search_document", "search_query", "classification", "clustering", "image");
        order.choice("truncate", "END", "START", "NONE");
        Optional<Integer> size = order.number("output_dimension", 1, MOST_SIZE);
        ArrayNode echoed = Json.array();
        List<String> texts = new ArrayList<>();
        for (String field : List.of("texts", "images", "inputs")) {
            if (Json.given(order.body().path(field))) {
                for (JsonNode each : order.list(field, MOST_TEXTS_COHERE)) {
                    texts.add(
                            each.isString()
                                    ? each.stringValue()
                                    : each.path("content").toString());
                    if (field.equals("texts")) {
                        echoed.add(each);
                    }
                }
            }
        }
        if (texts.isEmpty()) {
            throw Problem.invalid("invalid request: one of texts, images and inputs must be provided.")
                    .rejected();
        }
        ObjectNode out = Json.object().put("id", order.requestId());
        ObjectNode embeddings = out.putObject("embeddings");
        for (String type : types(order)) {
            ArrayNode list = embeddings.putArray(type);
            texts.forEach(text -> list.add(of(type, vector(text, size))));
        }
        out.set("texts", echoed);
        ObjectNode meta = out.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        meta.putObject("billed_units").put("input_tokens", tokens(texts)).put("image_tokens", 0);
        return Annex.json(out.put("response_type", "embeddings_by_type"), order, tokens(texts));
    }

    private static List<String> types(Order order) {
        List<String> types =
                Json.given(order.body().path("embedding_types")) ? order.texts("embedding_types", 6) : List.of("float");
        for (String type : types) {
            if (!List.of("float", "base64", "int8", "uint8").contains(type)) {
                throw Order.wrong("embedding_types", "the simulator has float, base64, int8 and uint8.");
            }
        }
        return types;
    }

    private static JsonNode of(String type, float[] vector) {
        if (type.equals("base64")) {
            return Json.string(packed(vector));
        }
        if (type.equals("float")) {
            return numbers(vector);
        }
        ArrayNode small = Json.array();
        for (float value : vector) {
            int whole = Math.round(value * 127);
            small.add(type.equals("int8") ? whole : whole + 128);
        }
        return small;
    }

    /// Gemini's `:embedContent` and `:batchEmbedContents`.
    static Reply gemini(Order order, ModelName model, Behaviour behaviour) {
        ObjectNode out = Json.object();
        List<String> texts = new ArrayList<>();
        if (order.in().path().endsWith(":embedContent")) {
            out.putObject("embedding").set("values", values(order.body(), texts));
        } else {
            ArrayNode list = out.putArray("embeddings");
            for (JsonNode each : order.list("requests", MOST_TEXTS_GEMINI)) {
                String named = each.path("model").asString("");
                if (!named.equals("models/" + model.sent())) {
                    throw Problem.invalid("* BatchEmbedContentsRequest.requests[" + list.size()
                                    + "].model: the model must be that of the path, models/" + model.sent())
                            .rejected();
                }
                list.addObject().set("values", values(each, texts));
            }
        }
        out.putObject("usageMetadata").put("promptTokenCount", tokens(texts));
        return new Reply.Whole(200, Gemini.headers(), Json.pretty(out), tokens(texts));
    }

    private static ArrayNode values(JsonNode request, List<String> texts) {
        JsonNode parts = request.path("content").path("parts");
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            JsonNode data = Json.either(part, "inlineData");
            text.append(
                    data.isObject()
                            ? "x".repeat(IMAGE_TOKENS) + data
                            : part.path("text").asString(""));
        }
        if (text.isEmpty()) {
            throw Problem.invalid("content contains an empty Part.").rejected();
        }
        String task = Json.either(request, "taskType").asString(TASKS.getFirst());
        if (!TASKS.contains(task)) {
            throw Problem.invalid("Invalid value at 'task_type' (type.googleapis.com/TaskType), \"" + task + "\"")
                    .rejected();
        }
        JsonNode size = Json.either(request, "outputDimensionality");
        if (Json.given(size) && (!size.isIntegralNumber() || size.intValue() < 1 || size.intValue() > MOST_SIZE)) {
            throw Problem.invalid("output_dimensionality must be from 1 to " + MOST_SIZE + ".")
                    .rejected();
        }
        texts.add(text.toString());
        return numbers(vector(text.toString(), Json.given(size) ? Optional.of(size.intValue()) : Optional.empty()));
    }

    private static int tokens(List<String> texts) {
        return texts.stream().mapToInt(text -> Math.max(1, Tokens.count(text))).sum();
    }

    private static float[] vector(String text, Optional<Integer> size) {
        double[] raw = new double[size.orElse(USUAL_SIZE)];
        double square = 0;
        long state = Dice.mix(0, text);
        for (int i = 0; i < raw.length; i++) {
            state = Dice.mix(state, i);
            raw[i] = (state >> 11) * 0x1.0p-52;
            square += raw[i] * raw[i];
        }
        float[] out = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            out[i] = (float) (raw[i] / Math.sqrt(square));
        }
        return out;
    }

    private static ArrayNode numbers(float[] vector) {
        ArrayNode out = Json.array();
        for (float value : vector) {
            out.add(value);
        }
        return out;
    }

    private static String packed(float[] vector) {
        ByteBuffer out = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            out.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(out.array());
    }
}
