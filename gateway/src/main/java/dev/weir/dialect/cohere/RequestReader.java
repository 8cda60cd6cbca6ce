package dev.weir.dialect.cohere;

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
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.ProviderTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one request. What only Cohere knows (`safety_mode`, `citation_options`, `priority`) travels beside it.
final class RequestReader {
    static final String OWNER = CohereProviderCodec.DIALECT;

    private final Fields request;
    private final Wording wording;
    private final Leftovers inner = new Leftovers(OWNER, "");

    RequestReader(ObjectNode request) {
        this.wording = Wording.of(request, CohereVocabulary.WORDS);
        this.request = new Fields(request, "", OWNER, Fields.Mode.STRICT);
    }

    ChatRequest read() {
        String model = request.text("model");
        if (model == null || model.isEmpty()) {
            throw Rejection.missing("/model");
        }
        List<Fields> messages = request.objects("messages");
        if (messages.isEmpty()) {
            throw new Rejection("/messages", "there must be a message");
        }
        List<Turn> turns = new ArrayList<>();
        messages.forEach(message -> turns.add(MessageReader.read(message)));
        Sampling sampling = new Sampling(
                request.decimal("temperature"),
                request.decimal("p"),
                request.integer("k"),
                request.decimal("frequency_penalty"),
                request.decimal("presence_penalty"),
                request.whole("seed"),
                null);
        ToolSet tools = tools();
        Reasoning reasoning = reasoning();
        OutputShape output = output();
        Bounds bounds = bounds();
        boolean streamed = Boolean.TRUE.equals(request.flag("stream"));
        List<Turn> all = withDocuments(turns, documents());
        return new ChatRequest(
                model,
                all,
                tools,
                sampling,
                bounds,
                reasoning,
                output,
                streamed ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE,
                new Leftovers(request).and(inner).extras(),
                wording);
    }

    private Bounds bounds() {
        List<String> stop = new ArrayList<>();
        ArrayNode sequences = request.array("stop_sequences");
        for (int i = 0; sequences != null && i < sequences.size(); i++) {
            if (!sequences.get(i).isString()) {
                throw new Rejection("/stop_sequences/" + i, "it must be a string");
            }
            stop.add(sequences.get(i).stringValue());
        }
        boolean logprobs = Boolean.TRUE.equals(request.flag("logprobs"));
        return new Bounds(request.integer("max_tokens"), stop, null, logprobs ? 0 : null);
    }

    private Reasoning reasoning() {
        Fields thinking = request.object("thinking");
        if (thinking == null) {
            return Reasoning.NONE;
        }
        String type = thinking.text("type");
        Integer budget = thinking.integer("token_budget");
        inner.and("thinking", thinking);
        return switch (type) {
            case null -> throw Rejection.missing("/thinking/type");
            case "disabled" -> new Reasoning(Reasoning.Mode.OFF, null, budget, null);
            case "enabled" ->
                new Reasoning(budget == null ? Reasoning.Mode.ADAPTIVE : Reasoning.Mode.BUDGET, null, budget, null);
            default -> throw Rejection.word("/thinking/type", type, List.of("enabled", "disabled"));
        };
    }

    private OutputShape output() {
        Fields format = request.object("response_format");
        if (format == null) {
            return new OutputShape.Free();
        }
        String type = format.text("type");
        Fields schema = format.object("json_schema");
        inner.and("response_format", format);
        return switch (type) {
            case null -> throw Rejection.missing("/response_format/type");
            case "text" -> new OutputShape.Free();
            case "json_object" ->
                schema == null
                        ? new OutputShape.JsonObject()
                        : new OutputShape.JsonSchema(null, null, schema.node(), null);
            default -> throw Rejection.word("/response_format/type", type, List.of("text", "json_object"));
        };
    }

    private ToolSet tools() {
        Boolean strict = request.flag("strict_tools");
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : request.objects("tools")) {
            Tool hosted = hosted(tool);
            if (hosted != null) {
                tools.add(hosted);
                continue;
            }
            tool.skip("type");
            Fields function = tool.object("function");
            String name = function == null ? null : function.text("name");
            if (function == null || name == null || name.isEmpty()) {
                throw Rejection.missing(tool.at() + "/function/name");
            }
            String description = function.text("description");
            Fields parameters = function.object("parameters");
            tools.add(new Tool.Function(
                    name,
                    description,
                    parameters == null ? null : parameters.node(),
                    Boolean.TRUE.equals(strict) ? true : null,
                    Marks.at(new Leftovers(tool).and("function", function).place())));
        }
        ToolChoice choice = choice(request.text("tool_choice"));
        return tools.isEmpty() && choice instanceof ToolChoice.Unsaid ? ToolSet.NONE : new ToolSet(tools, choice, null);
    }

    /// A tool that another provider runs itself, in that provider's words.
    private static @Nullable Tool hosted(Fields tool) {
        String type = tool.node().path("type").asString("function");
        return type.equals("function")
                ? null
                : ProviderTools.typed(type, tool.node(), Marks.at(new Extras(OWNER, tool.at(), Map.of())));
    }

    private static ToolChoice choice(@Nullable String word) {
        return switch (word) {
            case null -> new ToolChoice.Unsaid();
            case "REQUIRED" -> new ToolChoice.Required();
            case "NONE" -> new ToolChoice.None();
            default -> throw Rejection.word("/tool_choice", word, List.of("REQUIRED", "NONE"));
        };
    }

    private List<Part> documents() {
        List<Part> out = new ArrayList<>();
        ArrayNode documents = request.array("documents");
        for (int i = 0; documents != null && i < documents.size(); i++) {
            JsonNode document = documents.get(i);
            String at = "/documents/" + i;
            if (document.isString()) {
                out.add(DocumentReader.words(document.stringValue(), at));
            } else if (document instanceof ObjectNode object) {
                out.add(DocumentReader.read(new Fields(object, at, OWNER, Fields.Mode.STRICT)));
            } else {
                throw new Rejection(at, "it must be a string or an object");
            }
        }
        return out;
    }

    /// The documents in front of what the user said last.
    private static List<Turn> withDocuments(List<Turn> turns, List<Part> documents) {
        if (documents.isEmpty()) {
            return turns;
        }
        List<Turn> out = new ArrayList<>(turns);
        for (int i = out.size() - 1; i >= 0; i--) {
            Turn turn = out.get(i);
            if (turn.role() == Role.USER) {
                List<Part> parts = new ArrayList<>(documents);
                parts.addAll(turn.parts());
                out.set(i, new Turn(turn.role(), parts, turn.name(), turn.at(), turn.marks()));
                return out;
            }
        }
        out.add(new Turn(Role.USER, documents, null, "/documents", Marks.NONE));
        return out;
    }
}
