package dev.weir.dialect.bedrock;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one request.
///
/// AWS' SDKs let through no field that they do not know, but for those in `additionalModelRequestFields`: there stands
/// what other providers have and Converse has not, under the names of any dialect. What is not read of it travels
/// beside the request like any client's field.
final class RequestReader {
    static final String ADDITIONAL = "additionalModelRequestFields";

    private static final String OWNER = ConverseProviderCodec.DIALECT;

    private final Fields request;
    private final Asked asked;
    private final Wording wording;
    private final Leftovers inner = new Leftovers(OWNER, "");

    RequestReader(ObjectNode request, Asked asked) {
        this.request = new Fields(request, "", OWNER, Fields.Mode.STRICT);
        this.asked = asked;
        this.wording = Wording.of(request, ConverseVocabulary.WORDS);
    }

    ChatRequest read() {
        List<Turn> turns = new ArrayList<>(MessageReader.system(request.objects("system")));
        int before = turns.size();
        request.objects("messages").forEach(message -> turns.addAll(MessageReader.read(message)));
        if (turns.size() == before) {
            throw new Rejection("/messages", "there must be a message");
        }
        Fields inference = request.object("inferenceConfig");
        Fields more = request.object(ADDITIONAL);
        Bounds bounds = bounds(inference, more);
        Sampling sampling = new Sampling(
                inference == null ? null : inference.decimal("temperature"),
                inference == null ? null : inference.decimal("topP"),
                topK(more),
                more == null ? null : more.decimal("frequency_penalty"),
                more == null ? null : more.decimal("presence_penalty"),
                more == null ? null : more.whole("seed"),
                null);
        inner.and("inferenceConfig", inference);
        Fields output = request.object("outputConfig");
        Reasoning reasoning = reasoning(output, more);
        OutputShape shape = output == null ? new OutputShape.Free() : shape(output);
        inner.and("outputConfig", output);
        ToolSet tools = ToolReader.read(request.object("toolConfig"), inner);
        return new ChatRequest(
                asked.model() == null ? "" : asked.model(),
                turns,
                tools,
                sampling,
                bounds,
                reasoning,
                shape,
                asked.delivery() == null ? Delivery.WHOLE : asked.delivery(),
                extras(more),
                wording);
    }

    /// What nobody read: of the request, and of the fields that stand for any provider's.
    private Extras extras(@Nullable Fields more) {
        Map<String, JsonNode> rest =
                new LinkedHashMap<>(new Leftovers(request).and(inner).extras().fields());
        Extras additional = more == null ? Extras.NONE : more.rest();
        String at = rest.isEmpty() ? additional.at() : "";
        additional.fields().forEach(rest::putIfAbsent);
        return rest.isEmpty() ? Extras.NONE : new Extras(OWNER, at, rest);
    }

    private static Bounds bounds(@Nullable Fields inference, @Nullable Fields more) {
        List<String> stop = new ArrayList<>();
        ArrayNode sequences = inference == null ? null : inference.array("stopSequences");
        for (int i = 0; sequences != null && i < sequences.size(); i++) {
            if (!sequences.get(i).isString()) {
                throw new Rejection("/inferenceConfig/stopSequences/" + i, "it must be a string");
            }
            stop.add(sequences.get(i).stringValue());
        }
        return new Bounds(
                inference == null ? null : inference.integer("maxTokens"),
                stop,
                null,
                more == null ? null : more.integer("top_logprobs"));
    }

    /// Claude's place for it, or Nova's.
    private static @Nullable Integer topK(@Nullable Fields more) {
        if (more == null) {
            return null;
        }
        Integer top = more.integer("top_k");
        if (top == null && more.node().path("inferenceConfig").path("topK").isInt()) {
            top = more.node().path("inferenceConfig").path("topK").intValue();
            if (more.node().path("inferenceConfig").size() == 1) {
                more.skip("inferenceConfig");
            }
        }
        return top;
    }

    /// Whoever asks Claude for thoughts is shown them. Claude's `thinking`, Nova's `reasoningConfig`, OpenAI's
    /// `reasoning_effort`, and the effort of the output.
    private Reasoning reasoning(@Nullable Fields output, @Nullable Fields more) {
        Effort effort = output == null ? null : effort(output, "effort");
        if (more == null) {
            return effort == null ? Reasoning.NONE : new Reasoning(null, effort, null, null);
        }
        if (effort == null) {
            effort = effort(more, "reasoning_effort");
        }
        Fields config = more.object("reasoningConfig");
        Fields thinking = more.object("thinking");
        if (config != null) {
            String type = config.text("type");
            Effort most = effort(config, "maxReasoningEffort");
            if (!config.rest().isEmpty()) {
                more.leave("reasoningConfig");
            }
            return "disabled".equals(type)
                    ? new Reasoning(Mode.OFF, most, null, null)
                    : new Reasoning(Mode.ADAPTIVE, most, null, null);
        }
        if (thinking == null) {
            return effort == null ? Reasoning.NONE : new Reasoning(null, effort, null, null);
        }
        String type = thinking.text("type");
        Integer budget = thinking.integer("budget_tokens");
        if (!thinking.rest().isEmpty()) {
            more.leave("thinking");
        }
        return switch (type) {
            case "disabled" -> new Reasoning(Mode.OFF, effort, null, null);
            case "enabled" -> new Reasoning(budget == null ? Mode.ADAPTIVE : Mode.BUDGET, effort, budget, true);
            case "adaptive" -> new Reasoning(Mode.ADAPTIVE, effort, null, true);
            case null, default ->
                throw Rejection.word(
                        thinking.at() + "/type", String.valueOf(type), List.of("enabled", "adaptive", "disabled"));
        };
    }

    private static @Nullable Effort effort(Fields fields, String name) {
        String word = fields.text(name);
        for (Effort effort : Effort.values()) {
            if (word != null && effort.name().toLowerCase(Locale.ROOT).equals(word)) {
                return effort;
            }
        }
        if (word != null) {
            fields.leave(name);
        }
        return null;
    }

    private static OutputShape shape(Fields output) {
        Fields format = output.object("textFormat");
        if (format == null) {
            return new OutputShape.Free();
        }
        format.skip("type");
        Fields structure = format.object("structure");
        Fields schema = structure == null ? null : structure.object("jsonSchema");
        String text = schema == null ? null : schema.text("schema");
        if (schema == null || text == null) {
            throw Rejection.missing(format.at() + "/structure/jsonSchema/schema");
        }
        if (!(Json.readOrNull(text) instanceof ObjectNode read)) {
            throw new Rejection(schema.at() + "/schema", "it must be a JSON Schema, as a text");
        }
        return new OutputShape.JsonSchema(schema.text("name"), schema.text("description"), read, null);
    }
}
