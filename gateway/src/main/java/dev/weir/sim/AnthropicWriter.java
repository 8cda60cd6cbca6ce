package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import dev.weir.sim.Answer.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers as Anthropic's Messages, whole; streams are [AnthropicStream]'s.
record AnthropicWriter(
        Dice dice, Head head, Prompt prompt, Behaviour behaviour, AnthropicTurns.Cached cached, Seals seals)
        implements Dialect.Turn {

    /// What the request asks of the form of the answer.
    ///
    /// @param sent the model's name as sent
    /// @param model the model's name as answered
    /// @param omitted whether thoughts go without their text
    record Head(String sent, String model, boolean omitted, boolean stream) {}

    /// A content block, and what of it a stream brings in deltas.
    ///
    /// @param whole the block as an unstreamed answer has it
    /// @param kind the type of the delta that carries the text, absent where the block comes whole
    /// @param text what the deltas carry
    record Block(ObjectNode whole, Optional<Delta> kind, String text) {}

    /// The kinds of delta that carry text, and the fields in which.
    enum Delta {
        TEXT("text_delta", "text"),
        THINKING("thinking_delta", "thinking"),
        JSON("input_json_delta", "partial_json");

        final String type;
        final String field;

        Delta(String type, String field) {
            this.type = type;
            this.field = field;
        }
    }

    @Override
    public String model() {
        return head.sent;
    }

    @Override
    public Reply write(List<Answer> answers) {
        Answer answer = answers.getFirst();
        String id = dice.id("msg_01", 22);
        String requestId = dice.id("req_011C", 20);
        if (head.stream) {
            return new AnthropicStream(this, id).write(answer, requestId);
        }
        ArrayNode content = Json.array();
        blocks(answer).forEach(block -> content.add(block.whole));
        ObjectNode body = message(id);
        body.set("content", content);
        stop(body, answer);
        body.set("usage", usage(answer));
        return new Reply.Whole(
                200, Anthropic.headers(requestId), Json.write(body), answer.thought() + answer.visible());
    }

    ObjectNode message(String id) {
        return Json.object()
                .put("model", head.model)
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant");
    }

    void stop(ObjectNode holder, Answer answer) {
        holder.put("stop_reason", stopReason(answer.stop()));
        holder.put("stop_sequence", answer.matched().orElse(null));
        if (answer.stop() == Stop.REFUSED || answer.stop() == Stop.BLOCKED) {
            holder.set(
                    "stop_details",
                    Json.object()
                            .put("type", "refusal")
                            .put("category", "cyber")
                            .put("explanation", "The simulated model was told to refuse."));
        } else {
            holder.putNull("stop_details");
        }
    }

    private static String stopReason(Stop stop) {
        return switch (stop) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case SEQUENCE -> "stop_sequence";
            case CALLS -> "tool_use";
            case REFUSED, BLOCKED -> "refusal";
        };
    }

    List<Block> blocks(Answer answer) {
        List<Block> blocks = new ArrayList<>();
        for (Piece piece : answer.pieces()) {
            switch (piece) {
                case Piece.Thought(String text) -> {
                    String shown = head.omitted ? "" : text;
                    ObjectNode block = Json.object().put("type", "thinking").put("thinking", shown);
                    blocks.add(new Block(
                            block.put("signature", seals.seal(shown, dice)), Optional.of(Delta.THINKING), shown));
                }
                case Piece.Redacted _ ->
                    blocks.add(new Block(
                            Json.object().put("type", "redacted_thinking").put("data", seals.seal("redacted", dice)),
                            Optional.empty(),
                            ""));
                case Piece.Text(String text, var source) -> text(blocks, text, source);
                case Piece.Call(String name, String arguments) ->
                    blocks.add(tool("tool_use", dice.id("toolu_01", 22), name, arguments));
                case Piece.Search search -> search(blocks, search);
            }
        }
        return blocks;
    }

    private void text(List<Block> blocks, String text, Optional<Source> source) {
        if (text.isEmpty()) {
            return;
        }
        ObjectNode block = Json.object().put("type", "text").put("text", text);
        if (source.isPresent()) {
            ObjectNode citation = Json.object()
                    .put("type", "web_search_result_location")
                    .put("cited_text", source.get().quote())
                    .put("url", source.get().url())
                    .put("title", source.get().title())
                    .put("encrypted_index", seals.seal(source.get().url(), dice));
            block.set("citations", Json.array().add(citation));
        }
        blocks.add(new Block(block, Optional.of(Delta.TEXT), text));
    }

    private static Block tool(String type, String id, String name, String arguments) {
        ObjectNode block = Json.object().put("type", type).put("id", id).put("name", name);
        block.set("input", object(arguments));
        return new Block(block, Optional.of(Delta.JSON), arguments);
    }

    /// The arguments as an object; those cut short by `max_tokens` are none.
    private static JsonNode object(String arguments) {
        try {
            JsonNode read = Json.read(arguments);
            return read.isObject() ? read : Json.object().set("value", read);
        } catch (JacksonException cut) {
            return Json.object();
        }
    }

    private void search(List<Block> blocks, Piece.Search search) {
        String id = dice.id("srvtoolu_01", 22);
        String query = Json.write(Json.object().put("query", search.query()));
        blocks.add(tool("server_tool_use", id, "web_search", query));
        ArrayNode results = Json.array();
        for (Source source : search.found()) {
            results.add(Json.object()
                    .put("type", "web_search_result")
                    .put("title", source.title())
                    .put("url", source.url())
                    .put("encrypted_content", seals.seal(source.quote(), dice))
                    .put("page_age", "2 days ago"));
        }
        ObjectNode block = Json.object().put("type", "web_search_tool_result").put("tool_use_id", id);
        block.set("content", results);
        blocks.add(new Block(block, Optional.empty(), ""));
    }

    /// The usage that an unstreamed answer has.
    ObjectNode usage(Answer answer) {
        ObjectNode usage = started(answer.thought() + answer.visible());
        usage.setAll(extras(answer));
        return usage;
    }

    /// The usage that a stream begins with.
    ObjectNode started(int output) {
        ObjectNode usage = input();
        usage.set(
                "cache_creation",
                Json.object()
                        .put("ephemeral_5m_input_tokens", cached.hour() ? 0 : cached.written())
                        .put("ephemeral_1h_input_tokens", cached.hour() ? cached.written() : 0));
        return usage.put("output_tokens", output)
                .put("service_tier", "standard")
                .put("inference_geo", "not_available");
    }

    /// The usage that a stream ends with.
    ObjectNode ended(Answer answer) {
        ObjectNode usage = input().put("output_tokens", answer.thought() + answer.visible());
        usage.setAll(extras(answer));
        return usage;
    }

    private ObjectNode input() {
        return Json.object()
                .put("input_tokens", prompt.talk().tokens() - cached.read() - cached.written())
                .put("cache_creation_input_tokens", cached.written())
                .put("cache_read_input_tokens", cached.read());
    }

    private static ObjectNode extras(Answer answer) {
        ObjectNode extras = Json.object();
        if (answer.thought() > 0) {
            extras.set("output_tokens_details", Json.object().put("thinking_tokens", answer.thought()));
        }
        if (answer.pieces().stream().anyMatch(Piece.Search.class::isInstance)) {
            extras.set(
                    "server_tool_use",
                    Json.object().put("web_search_requests", 1).put("web_fetch_requests", 0));
        }
        return extras;
    }
}
