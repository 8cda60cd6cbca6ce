package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import dev.weir.sim.Answer.Stop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as OpenAI's Responses, whole; streams are [ResponsesStream]'s.
record ResponsesWriter(
        Realm realm, Dice dice, ModelName name, Prompt prompt, Behaviour behaviour, Wishes wishes, int cached)
        implements Dialect.Turn {

    /// What the client asked for.
    ///
    /// @param request its body, many of whose fields the answer repeats
    /// @param items of the whole conversation, earlier answers included
    /// @param encrypted whether reasoning items are to hold themselves in a sealed form
    /// @param logprobs how many alternatives of each token, absent for no log-probabilities
    /// @param customTools the tools whose input is free text
    record Wishes(JsonNode request, ArrayNode items, boolean encrypted, OptionalInt logprobs, Set<String> customTools) {
        Wishes {
            customTools = Set.copyOf(customTools);
        }

        boolean stream() {
            return request.path("stream").asBoolean(false);
        }

        boolean store() {
            return request.path("store").asBoolean(true);
        }
    }

    @Override
    public String model() {
        return name.sent();
    }

    @Override
    public Reply write(List<Answer> answers) {
        Answer answer = answers.getFirst();
        String id = dice.id("resp_", 48);
        ArrayNode output = output(answer);
        if (wishes.store()) {
            ArrayNode all = wishes.items().deepCopy();
            output.forEach(all::add);
            realm.shelf().keep(id, all);
        }
        ObjectNode whole = response(id, answer, output);
        Map<String, String> headers = new HashMap<>(OpenAi.headers(dice.id("req_", 32)));
        if (wishes.stream()) {
            headers.put("content-type", "text/event-stream; charset=utf-8");
            return new Reply.Events(headers, new ResponsesStream(this, whole).frames());
        }
        return new Reply.Whole(200, headers, Json.write(whole), answer.thought() + answer.visible());
    }

    private ObjectNode response(String id, Answer answer, ArrayNode output) {
        JsonNode asked = wishes.request();
        boolean cut = answer.stop() == Stop.LENGTH || answer.stop() == Stop.BLOCKED;
        long now = realm.world().clock().instant().getEpochSecond();
        ObjectNode out = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", now)
                .put("status", cut ? "incomplete" : "completed")
                .put("background", false);
        out.putNull("error");
        if (cut) {
            String reason = answer.stop() == Stop.LENGTH ? "max_output_tokens" : "content_filter";
            out.putObject("incomplete_details").put("reason", reason);
        } else {
            out.putNull("incomplete_details");
        }
        repeat(out, "instructions", asked);
        repeat(out, "max_output_tokens", asked);
        out.put("model", name.base());
        out.set("output", output);
        out.put("parallel_tool_calls", asked.path("parallel_tool_calls").asBoolean(true));
        repeat(out, "previous_response_id", asked);
        ObjectNode reasoning = out.putObject("reasoning");
        repeat(reasoning, "effort", asked.path("reasoning"));
        repeat(reasoning, "summary", asked.path("reasoning"));
        out.put(
                "service_tier",
                asked.path("service_tier").stringValue("default").replace("auto", "default"));
        out.put("store", wishes.store());
        out.put("temperature", asked.path("temperature").asDouble(1));
        JsonNode text = asked.path("text");
        out.set("text", text.has("format") ? text : plain());
        out.set("tool_choice", asked.has("tool_choice") ? asked.get("tool_choice") : Json.string("auto"));
        out.set("tools", asked.path("tools").isArray() ? asked.get("tools") : Json.array());
        out.put("top_p", asked.path("top_p").asDouble(1)).put("truncation", "disabled");
        out.set("usage", usage(answer));
        repeat(out, "user", asked);
        out.set("metadata", asked.path("metadata").isObject() ? asked.get("metadata") : Json.object());
        return out;
    }

    private static ObjectNode plain() {
        ObjectNode text = Json.object();
        text.putObject("format").put("type", "text");
        return text;
    }

    private static void repeat(ObjectNode out, String field, JsonNode from) {
        JsonNode value = from.path(field);
        if (Json.given(value)) {
            out.set(field, value);
        } else {
            out.putNull(field);
        }
    }

    private ArrayNode output(Answer answer) {
        ArrayNode output = Json.array();
        ArrayNode content = Json.array();
        StringBuilder said = new StringBuilder();
        ArrayNode annotations = Json.array();
        for (Piece piece : answer.pieces()) {
            switch (piece) {
                case Piece.Thought(String text) -> output.add(reasoning(text));
                case Piece.Redacted(String _) -> output.add(reasoning(""));
                case Piece.Search search -> output.add(search(search));
                case Piece.Text(String text, var source) -> {
                    source.ifPresent(from -> annotations.add(citation(from, said.length(), text.length())));
                    said.append(text);
                }
                case Piece.Call _ -> {}
            }
        }
        if (answer.stop() == Stop.REFUSED) {
            content.add(Json.object().put("type", "refusal").put("refusal", OpenAiWriter.REFUSAL));
        } else if (!said.isEmpty()) {
            content.add(text(said.toString(), annotations));
        }
        if (!content.isEmpty()) {
            ObjectNode message = Json.object()
                    .put("id", dice.id("msg_", 48))
                    .put("type", "message")
                    .put("status", answer.stop() == Stop.LENGTH ? "incomplete" : "completed");
            message.set("content", content);
            output.add(message.put("role", "assistant"));
        }
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Call call) {
                output.add(call(call));
            }
        }
        return output;
    }

    /// A summary where one is asked for, the sealed form where that is.
    private ObjectNode reasoning(String text) {
        ObjectNode item = Json.object().put("id", dice.id("rs_", 48)).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        boolean shown = Json.given(wishes.request().path("reasoning").path("summary"));
        if (shown && !text.isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", text);
        }
        if (wishes.encrypted()) {
            item.put("encrypted_content", realm.openAiSeals().seal(ResponsesTurns.SEALED, dice));
        }
        return item;
    }

    private ObjectNode search(Piece.Search search) {
        ObjectNode item = Json.object()
                .put("id", dice.id("ws_", 48))
                .put("type", "web_search_call")
                .put("status", "completed");
        item.putObject("action").put("type", "search").put("query", search.query());
        return item;
    }

    private static ObjectNode citation(Source source, int start, int length) {
        return Json.object()
                .put("type", "url_citation")
                .put("end_index", start + length)
                .put("start_index", start)
                .put("title", source.title())
                .put("url", source.url());
    }

    private ObjectNode text(String said, ArrayNode annotations) {
        ObjectNode part = Json.object().put("type", "output_text");
        part.set("annotations", annotations);
        part.set("logprobs", logprobs(said));
        return part.put("text", said);
    }

    /// The log-probabilities of a text, none where none are asked for.
    ArrayNode logprobs(String text) {
        return wishes.logprobs().isEmpty()
                ? Json.array()
                : OpenAiWriter.tokens(Tokens.split(text, 1), wishes.logprobs().getAsInt());
    }

    private ObjectNode call(Piece.Call call) {
        boolean custom = wishes.customTools().contains(call.name());
        return Json.object()
                .put("id", dice.id(custom ? "ctc_" : "fc_", 48))
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("status", "completed")
                .put(custom ? "input" : "arguments", call.arguments())
                .put("call_id", dice.id("call_", 24))
                .put("name", call.name());
    }

    private ObjectNode usage(Answer answer) {
        int input = prompt.talk().tokens();
        int output = answer.thought() + answer.visible();
        ObjectNode usage = Json.object().put("input_tokens", input);
        usage.putObject("input_tokens_details").put("cached_tokens", cached).put("cache_write_tokens", 0);
        usage.put("output_tokens", output);
        usage.putObject("output_tokens_details").put("reasoning_tokens", answer.thought());
        return usage.put("total_tokens", input + output);
    }
}
