package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Logprob;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as Cohere gives it.
final class AnswerWriter {
    private final AnswerLosses losses;
    private final ArrayNode content = Json.array();
    private final ArrayNode calls = Json.array();
    private final ArrayNode citations = Json.array();

    AnswerWriter(AnswerLosses losses) {
        this.losses = losses;
    }

    ObjectNode write(ChatResponse response, Identity identity) {
        response.extras().forEach(losses::extras);
        ObjectNode out = Json.object();
        out.put(
                "id",
                response.head().id() == null ? identity.id() : response.head().id());
        Stop stop = Stop.OTHER;
        List<Logprob> logprobs = List.of();
        for (Choice choice : response.choices()) {
            if (choice.index() != 0) {
                losses.otherChoice(choice.index());
                continue;
            }
            for (int i = 0; i < choice.parts().size(); i++) {
                part(choice.parts().get(i), i);
            }
            losses.extras(choice.extras());
            losses.extras(choice.finish().extras());
            losses.finish(choice.finish());
            losses.alternatives(choice.logprobs());
            stop = choice.finish().stop();
            logprobs = choice.logprobs();
        }
        out.put("finish_reason", finish(stop, calls.size()));
        ObjectNode message = out.putObject("message").put("role", "assistant");
        message.set("content", content);
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
        if (response.usage() != null) {
            out.set("usage", usage(response.usage()));
        }
        if (!logprobs.isEmpty()) {
            ArrayNode items = out.putArray("logprobs");
            logprobs.forEach(token -> items.add(logprob(token)));
        }
        return out;
    }

    private void part(Part part, int index) {
        switch (part) {
            case Part.Text text -> {
                for (Annotation annotation : text.annotations()) {
                    losses.citation(annotation.extras());
                    citations.add(Citations.write(annotation, text.text(), content.size()));
                }
                content.addObject().put("type", "text").put("text", text.text());
                losses.marks(text.marks(), index);
            }
            case Part.Refusal refusal -> {
                losses.refusal(index);
                content.addObject().put("type", "text").put("text", refusal.text());
                losses.extras(refusal.marks().extras());
            }
            case Part.Thought thought -> {
                if (thought.text().isEmpty()) {
                    losses.part(thought, index);
                } else {
                    content.addObject().put("type", "thinking").put("thinking", thought.text());
                    losses.marks(thought.marks(), index);
                }
            }
            case Part.ToolCall call -> {
                calls.add(call(call.id(), call.name(), arguments(call.kind(), call.input())));
                losses.marks(call.marks(), index);
            }
            case Part.Media _, Part.ToolResult _, Part.HostedCall _, Part.HostedResult _, Part.Foreign _ ->
                losses.part(part, index);
        }
    }

    static ObjectNode call(String id, String name, String arguments) {
        ObjectNode call = Json.object().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        return call;
    }

    /// The arguments as a JSON object; of a tool that takes free text, its one field.
    static String arguments(Part.ToolKind kind, String input) {
        return switch (kind) {
            case FUNCTION -> input.isBlank() ? "{}" : input;
            case CUSTOM -> Json.text(Json.object().put("input", input));
        };
    }

    /// A turn of calls ends in them, whatever else the provider says.
    static String finish(Stop stop, int calls) {
        return switch (stop) {
            case COMPLETE, PAUSED, OTHER -> calls > 0 ? "TOOL_CALL" : "COMPLETE";
            case REFUSED -> "ERROR_TOXIC";
            case STOP_SEQUENCE -> "STOP_SEQUENCE";
            case MAX_TOKENS, CONTEXT_FULL -> "MAX_TOKENS";
            case TOOL_CALLS -> "TOOL_CALL";
        };
    }

    static ObjectNode logprob(Logprob token) {
        ObjectNode item = Json.object().put("text", token.token());
        item.putArray("token_ids");
        item.putArray("logprobs").add(token.logprob());
        return item;
    }

    /// Cohere's own block as it was, else the counts both as billed and as seen.
    static JsonNode usage(Usage usage) {
        JsonNode raw = usage.raw() == null ? Json.object() : usage.raw().node();
        if (raw.path("billed_units").isObject() || raw.path("tokens").isObject()) {
            return raw;
        }
        ObjectNode out = Json.object();
        for (String name : List.of("billed_units", "tokens")) {
            out.putObject(name)
                    .put("input_tokens", usage.input().total())
                    .put("output_tokens", usage.output().total());
        }
        return out.put("cached_tokens", usage.input().cacheRead());
    }
}
