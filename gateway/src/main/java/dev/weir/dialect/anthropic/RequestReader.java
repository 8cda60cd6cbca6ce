package dev.weir.dialect.anthropic;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import dev.weir.dialect.EffortLadder;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of `POST /v1/messages`, which is the same under both versions of the API.
///
/// What nobody reads stays in the request's extras: `metadata`, `service_tier`, `container`, `context_management` and
/// whatever is newer than this.
final class RequestReader {

    private final Fields root;
    private final Wording wording;
    private final Leftovers rest;

    RequestReader(ObjectNode body) {
        this.wording = Wording.of(body, MessagesVocabulary.WORDS);
        this.root = new Fields(body, "", MessagesProviderCodec.DIALECT, Fields.Mode.STRICT);
        this.rest = new Leftovers(MessagesProviderCodec.DIALECT, "");
    }

    /// @throws Rejection when Anthropic would refuse it
    ChatRequest read() {
        if (!root.has("max_tokens")) {
            throw Rejection.missing("max_tokens");
        }
        if (root.node().path("thread").path("type").asString("").equals("continue")) {
            throw new Rejection(
                    "thread",
                    "A thread is held by Anthropic, and this request goes elsewhere. Send the whole conversation in"
                            + " `messages`.");
        }
        return readToCount();
    }

    /// Reads a request that is only counted, which need not say how long its answer may be.
    ChatRequest readToCount() {
        try {
            String model = root.text("model");
            if (model == null || model.isEmpty()) {
                throw Rejection.missing("model");
            }
            Bounds bounds = bounds();
            List<Turn> turns = system();
            turns.addAll(new TurnReader().read(messages()));
            Sampling sampling = new Sampling(
                    root.decimal("temperature"), root.decimal("top_p"), root.integer("top_k"), null, null, null, null);
            Delivery delivery = Boolean.TRUE.equals(root.flag("stream")) ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE;
            Fields config = root.object("output_config");
            Reasoning reasoning = reasoning(config);
            OutputShape output = output(config);
            var tools = new ToolReader(root, rest).read();
            rest.and("output_config", config);
            return new ChatRequest(
                    model,
                    turns,
                    tools,
                    sampling,
                    bounds,
                    reasoning,
                    output,
                    delivery,
                    new Leftovers(root).and(rest).extras(),
                    wording);
        } catch (Fields.WrongType e) {
            throw Rejection.of(e, "", "");
        }
    }

    private Bounds bounds() {
        Integer most = root.integer("max_tokens");
        if (most != null && most < 0) {
            throw new Rejection("max_tokens", "Input should be greater than or equal to 0");
        }
        List<String> stop = new ArrayList<>();
        ArrayNode sequences = root.array("stop_sequences");
        for (int i = 0; sequences != null && i < sequences.size(); i++) {
            if (!sequences.get(i).isString()) {
                throw new Rejection("stop_sequences." + i, "Input should be a valid string");
            }
            stop.add(sequences.get(i).stringValue());
        }
        return new Bounds(most, stop, null, null);
    }

    private ArrayNode messages() {
        ArrayNode messages = root.array("messages");
        if (messages == null) {
            throw Rejection.missing("messages");
        }
        if (messages.isEmpty()) {
            throw new Rejection("messages", "at least one message is required");
        }
        return messages;
    }

    private List<Turn> system() {
        List<Turn> out = new ArrayList<>();
        JsonNode system = root.any("system");
        if (system == null) {
            return out;
        }
        List<Part> parts = new ArrayList<>();
        if (system.isString()) {
            if (!system.stringValue().isEmpty()) {
                parts.add(new Part.Text(system.stringValue()));
            }
        } else if (system instanceof ArrayNode blocks) {
            BlockDecoder decoder = new BlockDecoder();
            for (int i = 0; i < blocks.size(); i++) {
                parts.add(decoder.read(blocks.get(i), "/system/" + i, "system." + i));
            }
        } else {
            throw new Rejection("system", "Input should be a valid string or a list of text blocks");
        }
        if (!parts.isEmpty()) {
            out.add(new Turn(Role.SYSTEM, parts, null, "/system", Marks.NONE));
        }
        return out;
    }

    // Thinking.

    /// Whoever asks for thinking and does not say how it is shown wants to see it: Anthropic's answers begin with it.
    private Reasoning reasoning(@Nullable Fields config) {
        Effort effort = config == null ? null : effort(config);
        Fields thinking = root.object("thinking");
        String type = thinking == null ? null : thinking.text("type");
        if (thinking == null || "between_tools".equals(type)) {
            root.leave("thinking");
            return new Reasoning(null, effort, null, null);
        }
        Reasoning out = switch (type) {
            case null -> throw Rejection.missing("thinking", "type");
            case "disabled" -> new Reasoning(Mode.OFF, effort, null, null);
            case "adaptive" -> new Reasoning(Mode.ADAPTIVE, effort, null, shown(thinking));
            case "enabled" -> new Reasoning(Mode.BUDGET, effort, budget(thinking), shown(thinking));
            default -> throw Rejection.tag("thinking", type, "'adaptive', 'between_tools', 'disabled', 'enabled'");
        };
        rest.and("thinking", thinking);
        return out;
    }

    private static int budget(Fields thinking) {
        Integer budget = thinking.integer("budget_tokens");
        if (budget == null) {
            throw Rejection.missing("thinking.enabled.budget_tokens");
        }
        if (budget < EffortLadder.LEAST_BUDGET) {
            throw new Rejection(
                    "thinking.enabled.budget_tokens",
                    "Input should be greater than or equal to " + EffortLadder.LEAST_BUDGET);
        }
        return budget;
    }

    private static boolean shown(Fields thinking) {
        String display = thinking.text("display");
        return switch (display) {
            case null -> true;
            case "summarized" -> true;
            case "omitted" -> false;
            default -> throw new Rejection("thinking.display", "Input should be 'summarized' or 'omitted'");
        };
    }

    private static @Nullable Effort effort(Fields config) {
        String effort = config.text("effort");
        return switch (effort) {
            case null -> null;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh" -> Effort.XHIGH;
            case "max" -> Effort.MAX;
            default ->
                throw new Rejection(
                        "output_config.effort", "Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        };
    }

    // The form of the answer: `output_config.format`, and `output_format` as it was called while it was a beta.

    private OutputShape output(@Nullable Fields config) {
        Fields newer = config == null ? null : config.object("format");
        if (newer != null && config != null) {
            OutputShape shape = shape(newer, "output_config.format");
            if (!newer.rest().isEmpty()) {
                config.leave("format");
            }
            return shape;
        }
        Fields older = root.object("output_format");
        if (older == null) {
            return new OutputShape.Free();
        }
        OutputShape shape = shape(older, "output_format");
        rest.and("output_format", older);
        return shape;
    }

    private static OutputShape shape(Fields format, String where) {
        String type = format.text("type");
        if (type == null) {
            throw Rejection.missing(where, "type");
        }
        if (!type.equals("json_schema")) {
            throw Rejection.tag(where, type, "'json_schema'");
        }
        Fields schema = format.object("schema");
        if (schema == null) {
            throw Rejection.missing(where, "schema");
        }
        return new OutputShape.JsonSchema(null, null, schema.node(), null);
    }
}
