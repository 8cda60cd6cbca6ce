package dev.weir.dialect.openai;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiNumbers;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a Chat Completions request. Whatever it does not read stands in the request's extras, at its place.
final class ChatRequestReader {
    private final Fields request;
    /// What is left of objects in the request that were read as such.
    private final Leftovers inner = new Leftovers(ChatClientCodec.DIALECT, "");

    private final Wording wording;

    ChatRequestReader(ObjectNode request, Wording wording) {
        this.wording = wording;
        this.request = new Fields(request, "", ChatClientCodec.DIALECT, Fields.Mode.STRICT);
    }

    /// @throws OpenAiRejection when it is not what the API takes
    /// @throws Fields.WrongType likewise
    ChatRequest read() {
        String model = request.text("model");
        if (model == null || model.isEmpty()) {
            throw OpenAiRejection.said("you must provide a model parameter", "/model", null);
        }
        List<Turn> turns = turns();
        Delivery delivery = delivery();
        Bounds bounds = bounds();
        Sampling sampling = sampling();
        OutputShape output = output();
        ToolSet tools = new ToolReader().read(request, inner);
        Reasoning reasoning = new ReasoningReader().read(request, inner);
        wordsAlone();
        Extras extras = new Leftovers(request).and(inner).extras();
        return new ChatRequest(model, turns, tools, sampling, bounds, reasoning, output, delivery, extras, wording);
    }

    /// Passes over the wish for an answer in words, which everybody gives unasked.
    private void wordsAlone() {
        if (request.node().get("modalities") instanceof ArrayNode kinds
                && kinds.size() == 1
                && kinds.get(0).asString("").equals("text")) {
            request.skip("modalities");
        }
    }

    private List<Turn> turns() {
        JsonNode messages = request.any("messages");
        if (messages == null) {
            throw OpenAiRejection.missing("/messages");
        }
        if (!(messages instanceof ArrayNode array)) {
            throw new Fields.WrongType("/messages", "an array of objects", messages);
        }
        if (array.isEmpty()) {
            throw OpenAiRejection.empty("/messages", "array");
        }
        return new MessageReader().read(request.objects("messages"));
    }

    private Delivery delivery() {
        boolean stream = Boolean.TRUE.equals(request.flag("stream"));
        Fields options = request.object("stream_options");
        if (options == null) {
            return stream ? Delivery.STREAM : Delivery.WHOLE;
        }
        if (!stream) {
            throw OpenAiRejection.said(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                    "/stream_options",
                    null);
        }
        boolean usage = Boolean.TRUE.equals(options.flag("include_usage"));
        if (!Boolean.FALSE.equals(options.flag("include_obfuscation"))) {
            options.leave("include_obfuscation");
        }
        inner.and("stream_options", options.rest());
        return usage ? Delivery.STREAM_WITH_USAGE : Delivery.STREAM;
    }

    private Sampling sampling() {
        Double temperature = OpenAiNumbers.decimal(request, "temperature", 0, 2);
        Double topP = OpenAiNumbers.decimal(request, "top_p", 0, 1);
        Integer topK = request.integer("top_k");
        Double frequency = OpenAiNumbers.decimal(request, "frequency_penalty", -2, 2);
        Double presence = OpenAiNumbers.decimal(request, "presence_penalty", -2, 2);
        Long seed = request.whole("seed");
        // As Mistral's clients call it.
        Long random = seed == null ? request.whole("random_seed") : null;
        Fields bias = request.object("logit_bias");
        JsonNode logitBias = bias == null || bias.node().isEmpty() ? null : bias.node();
        Sampling read =
                new Sampling(temperature, topP, topK, frequency, presence, seed == null ? random : seed, logitBias);
        return read.equals(Sampling.NONE) ? Sampling.NONE : read;
    }

    private Bounds bounds() {
        Integer older = OpenAiNumbers.positive(request, "max_tokens");
        Integer max = OpenAiNumbers.positive(request, "max_completion_tokens");
        if (older != null && max != null && !older.equals(max)) {
            throw OpenAiRejection.said(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported. Keep"
                            + " 'max_completion_tokens'.",
                    null,
                    "invalid_parameter_combination");
        }
        Integer choices = OpenAiNumbers.integer(request, "n", 1, 128);
        Boolean logprobs = request.flag("logprobs");
        Integer top = OpenAiNumbers.integer(request, "top_logprobs", 0, 20);
        if (top != null && !Boolean.TRUE.equals(logprobs)) {
            throw OpenAiRejection.said(
                    "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "/top_logprobs", null);
        }
        Integer wanted = top == null && Boolean.TRUE.equals(logprobs) ? Integer.valueOf(0) : top;
        Bounds read = new Bounds(max == null ? older : max, stop(), choices, wanted);
        return read.equals(Bounds.NONE) ? Bounds.NONE : read;
    }

    private List<String> stop() {
        JsonNode stop = request.any("stop");
        return switch (stop) {
            case null -> List.of();
            case JsonNode one when one.isString() -> List.of(one.stringValue());
            case ArrayNode several -> {
                List<String> sequences = new ArrayList<>(several.size());
                for (int i = 0; i < several.size(); i++) {
                    if (!several.get(i).isString()) {
                        throw new Fields.WrongType("/stop/" + i, "a string", several.get(i));
                    }
                    sequences.add(several.get(i).stringValue());
                }
                yield sequences;
            }
            default -> throw new Fields.WrongType("/stop", "one of a string or an array of strings", stop);
        };
    }

    private OutputShape output() {
        Fields format = request.object("response_format");
        if (format == null) {
            return new OutputShape.Free();
        }
        String type = format.text("type");
        if (type == null) {
            throw OpenAiRejection.missing("/response_format/type");
        }
        return switch (type) {
            case "text" -> {
                inner.and("response_format", format.rest());
                yield new OutputShape.Free();
            }
            case "json_object" -> {
                // Vertex's, Groq's and Together's way to hand a schema over, which LiteLLM takes too.
                Fields older = format.object("response_schema");
                Fields schema = older == null ? format.object("schema") : older;
                inner.and("response_format", format.rest());
                yield schema == null
                        ? new OutputShape.JsonObject()
                        : new OutputShape.JsonSchema(null, null, schema.node(), null);
            }
            case "json_schema" -> jsonSchema(format);
            default ->
                throw OpenAiRejection.value(
                        "/response_format/type", type, List.of("json_object", "json_schema", "text"));
        };
    }

    private OutputShape jsonSchema(Fields format) {
        Fields shape = format.object("json_schema");
        if (shape == null) {
            throw OpenAiRejection.missing("/response_format/json_schema");
        }
        String name = shape.text("name");
        if (name == null) {
            throw OpenAiRejection.missing("/response_format/json_schema/name");
        }
        String description = shape.text("description");
        Fields schema = shape.object("schema");
        Boolean strict = shape.flag("strict");
        inner.and(
                "response_format",
                new Leftovers(format).and("json_schema", shape).extras());
        return new OutputShape.JsonSchema(name, description, schema == null ? Json.object() : schema.node(), strict);
    }
}
