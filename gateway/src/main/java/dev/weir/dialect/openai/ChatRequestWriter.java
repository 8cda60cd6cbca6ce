package dev.weir.dialect.openai;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Sampling;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.dialect.AgentTools;
import dev.weir.dialect.AskedEffort;
import dev.weir.dialect.AskedService;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request for OpenAI or a compatible host. It keeps to what OpenAI's own API takes; what a host takes beside
/// it, or under another name, is its row's affair.
final class ChatRequestWriter {
    private static final String RESPONSES = "openai-responses";

    /// Fields of a request that Chat Completions and the Responses API share.
    private static final List<String> CARRIED = List.of(
            "safe_prompt",
            "prompt_mode",
            "prediction",
            "document_image_limit",
            "document_page_limit",
            "data_sources",
            "user_security_context");

    private static final List<String> SHARED = List.of(
            "metadata",
            "moderation",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "safety_identifier",
            "service_tier",
            "user");

    private final ChatRequest request;
    private final Traits traits;
    private final RequestLosses losses;
    private final ObjectNode body = Json.object();

    ChatRequestWriter(ChatRequest request, Traits traits) {
        this.request = request;
        this.traits = traits;
        this.losses = new RequestLosses(request.wording(), traits);
    }

    Encoded write() {
        body.put("model", request.model());
        body.set("messages", new MessageWriter(losses, traits).write(request.turns()));
        delivery();
        sampling(request.sampling());
        bounds(request.bounds());
        reasoning(request.reasoning());
        output(request.output());
        tools(AgentTools.spelledOut(request.tools(), losses));
        extras();
        losses.points().options(request.extras(), body);
        return new Encoded(body, losses.list());
    }

    /// Fields of our own dialect go back, but for what is left of objects that were understood and said otherwise here:
    /// a `thinking` without its type is no request.
    private void extras() {
        Extras extras = carried(request.extras());
        if (extras.owner().equals(GeminiWords.OWNER)) {
            new GeminiWords(losses, body).write(extras);
            return;
        }
        boolean openai = extras.owner().startsWith("openai");
        Extras unsaid = openai ? extras : AskedService.of(extras).asOpenAi(body, "user", losses);
        Map<String, JsonNode> rest = new LinkedHashMap<>(unsaid.fields());
        for (String understood : List.of("reasoning", "thinking")) {
            JsonNode left = rest.remove(understood);
            if (left != null) {
                losses.unknown(extras.at() + "/" + understood, left, "Reasoning is asked for by effort alone.");
            }
        }
        if (extras.owner().equals(RESPONSES)) {
            shared(rest);
        }
        losses.extras(new Extras(extras.owner(), extras.at(), rest), body);
    }

    /// Fields of Mistral's and Azure's that no other dialect has a word for: a client of any may set them at the root.
    private Extras carried(Extras extras) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        for (String name : CARRIED) {
            JsonNode value = rest.remove(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        return rest.size() == extras.fields().size() ? extras : new Extras(extras.owner(), extras.at(), rest);
    }

    /// What OpenAI's two dialects say in the same words, and the verbosity, which only stands elsewhere.
    private void shared(Map<String, JsonNode> rest) {
        for (String name : SHARED) {
            JsonNode value = rest.remove(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        if (rest.get("text") instanceof ObjectNode text && text.has("verbosity")) {
            ObjectNode left = text.deepCopy();
            body.set("verbosity", left.remove("verbosity"));
            losses.tell("/text/verbosity", Verdict.RENAMED, "Chat Completions has it at the root.");
            if (left.isEmpty()) {
                rest.remove("text");
            } else {
                rest.put("text", left);
            }
        }
    }

    private void delivery() {
        switch (request.delivery()) {
            case WHOLE -> {}
            case STREAM -> {
                body.put("stream", true);
                body.putObject("stream_options").put("include_usage", true);
                losses.tell(
                        "/stream_options/include_usage", Verdict.ADDED, "The gateway counts what every stream used.");
            }
            case STREAM_WITH_USAGE -> {
                body.put("stream", true);
                body.putObject("stream_options").put("include_usage", true);
            }
        }
    }

    private void sampling(Sampling sampling) {
        boolean refused = traits.sampling() == Traits.Support.NO;
        decimal("temperature", Setting.TEMPERATURE, sampling.temperature(), refused);
        decimal("top_p", Setting.TOP_P, sampling.topP(), refused);
        decimal("frequency_penalty", Setting.FREQUENCY_PENALTY, sampling.frequencyPenalty(), refused);
        decimal("presence_penalty", Setting.PRESENCE_PENALTY, sampling.presencePenalty(), refused);
        if (sampling.topK() != null) {
            losses.dropped(Setting.TOP_K, "Chat Completions has no top_k.");
        }
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        if (sampling.logitBias() != null) {
            body.set("logit_bias", sampling.logitBias());
        }
    }

    private void decimal(String name, Setting setting, @Nullable Double value, boolean refused) {
        if (value != null && refused) {
            losses.dropped(setting, "The model takes no sampling settings.");
        } else if (value != null) {
            body.put(name, value);
        }
    }

    private void bounds(Bounds bounds) {
        if (bounds.maxOutputTokens() != null) {
            body.put("max_completion_tokens", bounds.maxOutputTokens());
        }
        if (!bounds.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            bounds.stop().stream().limit(4).forEach(stop::add);
            if (bounds.stop().size() > 4) {
                losses.dropped(Setting.STOP, "Chat Completions takes four stop sequences.");
            }
        }
        if (bounds.choices() != null) {
            body.put("n", bounds.choices());
        }
        if (bounds.topLogprobs() != null) {
            body.put("logprobs", true);
            if (bounds.topLogprobs() > 0) {
                body.put("top_logprobs", bounds.topLogprobs());
            }
        }
    }

    private void reasoning(Reasoning reasoning) {
        if (Boolean.TRUE.equals(reasoning.shown())) {
            losses.dropped(Setting.SHOWN, "Chat Completions cannot ask for thoughts to be shown.");
        }
        Effort effort = AskedEffort.of(reasoning, traits.thinking(), losses);
        if (effort != null) {
            body.put("reasoning_effort", effort.name().toLowerCase(Locale.ROOT));
        }
    }

    private void output(OutputShape output) {
        switch (output) {
            case OutputShape.Free _ -> {}
            case OutputShape.JsonObject _ -> body.putObject("response_format").put("type", "json_object");
            case OutputShape.JsonSchema schema -> {
                ObjectNode format = body.putObject("response_format");
                format.put("type", "json_schema");
                OpenAiSchema.write(schema, format.putObject("json_schema"), "/response_format/json_schema", losses);
            }
        }
    }

    private void tools(ToolSet set) {
        ArrayNode tools = Json.array();
        for (int i = 0; i < set.tools().size(); i++) {
            tool(set.tools().get(i), losses.path(set.tools().get(i), i), tools);
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        choice(set.choice());
        if (set.parallel() != null && !tools.isEmpty()) {
            body.put("parallel_tool_calls", set.parallel());
        }
    }

    private void tool(Tool tool, String at, ArrayNode tools) {
        switch (tool) {
            case Tool.Function function -> {
                ObjectNode out = tools.addObject();
                out.put("type", "function");
                ObjectNode inner = out.putObject("function");
                inner.put("name", function.name());
                if (function.description() != null) {
                    inner.put("description", function.description());
                }
                if (function.schema() != null) {
                    inner.set("parameters", function.schema());
                }
                if (function.strict() != null) {
                    inner.put("strict", function.strict());
                }
                losses.marks(function.marks(), at, out);
            }
            case Tool.Custom custom -> {
                ObjectNode out = tools.addObject();
                out.put("type", "custom");
                ObjectNode inner = out.putObject("custom");
                inner.put("name", custom.name());
                if (custom.description() != null) {
                    inner.put("description", custom.description());
                }
                if (custom.format() != null) {
                    inner.set("format", custom.format());
                }
                losses.marks(custom.marks(), at, out);
            }
            case Tool.Hosted hosted -> {
                if (!hosted.dialect().equals(ChatClientCodec.DIALECT)) {
                    losses.dropped(at, "Chat Completions has no such tool of its own.");
                } else if (hosted.raw().has("type")) {
                    tools.add(hosted.raw());
                } else {
                    body.set("web_search_options", hosted.raw());
                }
                losses.marks(hosted.marks(), at, null);
            }
        }
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Unsaid _ -> {}
            case ToolChoice.Auto _ -> body.put("tool_choice", "auto");
            case ToolChoice.None _ -> body.put("tool_choice", "none");
            case ToolChoice.Required _ -> body.put("tool_choice", "required");
            case ToolChoice.Named named -> body.set("tool_choice", named(named.kind(), named.name()));
            case ToolChoice.Allowed allowed -> {
                ObjectNode out = body.putObject("tool_choice");
                out.put("type", "allowed_tools");
                ObjectNode inner = out.putObject("allowed_tools");
                inner.put("mode", allowed.mode().name().toLowerCase(Locale.ROOT));
                ArrayNode tools = inner.putArray("tools");
                allowed.names().forEach(name -> tools.add(named(kind(name), name)));
            }
        }
    }

    private ToolKind kind(String name) {
        boolean custom = request.tools().tools().stream()
                .anyMatch(tool ->
                        tool instanceof Tool.Custom known && known.name().equals(name));
        return custom ? ToolKind.CUSTOM : ToolKind.FUNCTION;
    }

    private static ObjectNode named(ToolKind kind, String name) {
        String type = kind == ToolKind.CUSTOM ? "custom" : "function";
        ObjectNode out = Json.object();
        out.put("type", type);
        out.putObject(type).put("name", name);
        return out;
    }
}
