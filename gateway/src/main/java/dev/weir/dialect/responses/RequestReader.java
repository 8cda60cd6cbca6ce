package dev.weir.dialect.responses;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
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

/// Reads a request to the Responses API. Whatever it does not read stands in the request's extras, at its place.
final class RequestReader {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final String ENCRYPTED = "reasoning.encrypted_content";

    private final Fields request;
    private final Wording wording;
    /// What is left of objects in the request that were read as such.
    private final Leftovers inner = new Leftovers(ResponsesClientCodec.DIALECT, "");

    RequestReader(ObjectNode request) {
        this.wording = Wording.of(request, ResponsesVocabulary.WORDS);
        this.request = new Fields(request, "", ResponsesClientCodec.DIALECT, Fields.Mode.STRICT);
    }

    /// @throws OpenAiRejection when it is not what the API takes
    /// @throws Fields.WrongType likewise
    /// @throws NoSuchItem when it needs what is kept nowhere here
    ChatRequest read() {
        String model = request.text("model");
        if (model == null || model.isEmpty()) {
            throw OpenAiRejection.missing("/model");
        }
        elsewhere();
        ConversationReader conversation = new ConversationReader();
        List<Turn> turns = turns(conversation);
        Delivery delivery = delivery();
        Bounds bounds = bounds();
        Sampling sampling = sampling();
        OutputShape output = output();
        ToolSet tools = new ToolReader(inner).read(request, conversation.moreTools());
        Reasoning reasoning = reasoning();
        background();
        // Whether the answer is kept is the gateway's to say, not the provider's.
        request.skip("store");
        usual("truncation", Json.string("disabled"));
        Extras extras = new Leftovers(request).and(inner).extras();
        return new ChatRequest(model, turns, tools, sampling, bounds, reasoning, output, delivery, extras, wording);
    }

    /// What the request refers to must be in it: nothing that a provider keeps can be had from here.
    private void elsewhere() {
        String previous = request.text("previous_response_id");
        if (previous != null) {
            throw Rejections.noSuchResponse(previous);
        }
        for (String kept : List.of("conversation", "prompt")) {
            if (request.has(kept)) {
                throw OpenAiRejection.said(
                        "The '" + kept + "' parameter refers to what OpenAI keeps, and the model of this request does"
                                + " not run there. Send the conversation itself as 'input'.",
                        "/" + kept,
                        "unsupported_parameter");
            }
        }
    }

    private void background() {
        if (Boolean.TRUE.equals(request.flag("background"))) {
            throw OpenAiRejection.said(
                    "Background runs are not possible here: the model of this request runs at a provider that has none."
                            + " Send the request without 'background', or name a model of a provider that speaks the"
                            + " Responses API.",
                    "/background",
                    "unsupported_parameter");
        }
    }

    private List<Turn> turns(ConversationReader conversation) {
        List<Turn> turns = new ArrayList<>();
        String instructions = request.text("instructions");
        if (instructions != null) {
            turns.add(new Turn(Role.SYSTEM, List.of(new Part.Text(instructions)), null, "/instructions", Marks.NONE));
        }
        JsonNode input = request.any("input");
        switch (input) {
            case null -> throw Rejections.noInput();
            case JsonNode text
            when text.isString() ->
                turns.add(new Turn(Role.USER, List.of(new Part.Text(text.stringValue())), null, "/input", Marks.NONE));
            case ArrayNode items -> {
                if (items.isEmpty()) {
                    throw OpenAiRejection.empty("/input", "array");
                }
                turns.addAll(conversation.read(request.objects("input")));
            }
            default -> throw new Fields.WrongType("/input", "one of a string or an array of objects", input);
        }
        return turns;
    }

    private Delivery delivery() {
        boolean stream = Boolean.TRUE.equals(request.flag("stream"));
        Fields options = request.object("stream_options");
        if (options != null) {
            if (!stream) {
                throw OpenAiRejection.said(
                        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                        "/stream_options",
                        null);
            }
            if (!Boolean.FALSE.equals(options.flag("include_obfuscation"))) {
                options.leave("include_obfuscation");
            }
            inner.and("stream_options", options.rest());
        }
        return stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE;
    }

    private Sampling sampling() {
        Double temperature = OpenAiNumbers.decimal(request, "temperature", 0, 2);
        Double topP = OpenAiNumbers.decimal(request, "top_p", 0, 1);
        Double frequency = OpenAiNumbers.decimal(request, "frequency_penalty", -2, 2);
        Double presence = OpenAiNumbers.decimal(request, "presence_penalty", -2, 2);
        Sampling read = new Sampling(temperature, topP, null, frequency, presence, null, null);
        return read.equals(Sampling.NONE) ? Sampling.NONE : read;
    }

    private Bounds bounds() {
        Integer max = OpenAiNumbers.positive(request, "max_output_tokens");
        Integer top = OpenAiNumbers.integer(request, "top_logprobs", 0, 20);
        boolean wanted = include(top != null && top > 0);
        Integer logprobs = top != null && top > 0 ? top : wanted ? Integer.valueOf(0) : null;
        Bounds read = new Bounds(max, List.of(), null, logprobs);
        return read.equals(Bounds.NONE) ? Bounds.NONE : read;
    }

    /// Reads what is to be in the answer beside the usual. Seals always are.
    ///
    /// @return whether log-probabilities are wanted
    private boolean include(boolean already) {
        JsonNode list = request.array("include");
        boolean logprobs = already;
        ArrayNode rest = Json.array();
        if (list != null) {
            for (JsonNode word : list) {
                logprobs |= word.asString("").equals(LOGPROBS);
                if (!word.asString("").equals(LOGPROBS) && !word.asString("").equals(ENCRYPTED)) {
                    rest.add(word);
                }
            }
        }
        if (!rest.isEmpty()) {
            inner.and("include", rest);
        }
        return logprobs;
    }

    private Reasoning reasoning() {
        Fields reasoning = request.object("reasoning");
        if (reasoning == null) {
            return Reasoning.NONE;
        }
        String word = reasoning.text("effort");
        String summary = reasoning.text("summary");
        String older = reasoning.text("generate_summary");
        Boolean shown = summary == null && older == null ? null : Boolean.TRUE;
        if (summary != null && !summary.equals("auto")) {
            reasoning.leave("summary");
        }
        ContentReader.usual(reasoning, "context", "auto");
        ContentReader.usual(reasoning, "mode", "standard");
        inner.and("reasoning", reasoning.rest());
        Reasoning read = new Reasoning(null, word == null ? null : effort(word), null, shown);
        return read.equals(Reasoning.NONE) ? Reasoning.NONE : read;
    }

    private static Reasoning.Effort effort(String word) {
        return switch (word) {
            case "none" -> Reasoning.Effort.NONE;
            case "minimal" -> Reasoning.Effort.MINIMAL;
            case "low" -> Reasoning.Effort.LOW;
            case "medium" -> Reasoning.Effort.MEDIUM;
            case "high" -> Reasoning.Effort.HIGH;
            case "xhigh" -> Reasoning.Effort.XHIGH;
            case "max" -> Reasoning.Effort.MAX;
            default -> throw OpenAiRejection.value("/reasoning/effort", word, EFFORTS);
        };
    }

    private OutputShape output() {
        Fields text = request.object("text");
        Fields format = text == null ? null : text.object("format");
        if (text == null || format == null) {
            if (text != null) {
                ContentReader.usual(text, "verbosity", "medium");
                inner.and("text", text.rest());
            }
            return new OutputShape.Free();
        }
        OutputShape shape = shape(format);
        ContentReader.usual(text, "verbosity", "medium");
        inner.and("text", new Leftovers(text).and("format", format).extras());
        return shape;
    }

    private static OutputShape shape(Fields format) {
        String type = format.text("type");
        return switch (type) {
            case null -> throw OpenAiRejection.missing("/text/format/type");
            case "text" -> new OutputShape.Free();
            case "json_object" -> new OutputShape.JsonObject();
            case "json_schema" -> {
                String name = format.text("name");
                Fields schema = format.object("schema");
                if (name == null || schema == null) {
                    throw OpenAiRejection.missing("/text/format/" + (name == null ? "name" : "schema"));
                }
                yield new OutputShape.JsonSchema(
                        name, format.text("description"), schema.node(), format.flag("strict"));
            }
            default ->
                throw OpenAiRejection.value("/text/format/type", type, List.of("json_object", "json_schema", "text"));
        };
    }

    /// Passes over a field that asks for what is done anyway.
    private void usual(String name, JsonNode usual) {
        JsonNode value = request.node().get(name);
        if (value != null && value.equals(usual)) {
            request.skip(name);
        }
    }
}
