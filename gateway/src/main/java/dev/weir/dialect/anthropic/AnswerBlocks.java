package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pieces of an answer in Anthropic's words, the same in a whole message and in a stream.
///
/// A picture, for which Anthropic's answers have no block, goes as the block that its requests have. What another
/// provider's own tool brought goes as `hosted_tool_result`, with the provider's word for it and its JSON.
final class AnswerBlocks {
    private final AnswerLosses losses;
    private final CallIds ids;

    AnswerBlocks(AnswerLosses losses) {
        this.losses = losses;
        this.ids = new CallIds(losses::renamed);
    }

    /// The block of a part, or null when it has none, which is told; a refusal's words are no block but `stop_details`.
    ///
    /// @param index of the part
    @Nullable
    ObjectNode block(Part part, int index) {
        String path = AnswerLosses.path(part, index);
        ObjectNode block = switch (part) {
            case Part.Text text -> text(text, path);
            case Part.Refusal _ -> null;
            case Part.Thought thought -> isNothing(thought) ? null : thought(thought);
            case Part.ToolCall call -> toolUse(call, path);
            case Part.Media media -> image(media, path);
            case Part.HostedCall call -> hostedCall(call, path);
            case Part.HostedResult result -> hostedResult(result);
            case Part.Foreign foreign -> foreign(foreign, path);
            case Part.ToolResult _ -> {
                losses.dropped(path, "The result of a tool is the application's to say.");
                yield null;
            }
        };
        beside(block, part.marks().extras());
        return block;
    }

    /// Puts fields of Anthropic's own back on their block; all others are told.
    private void beside(@Nullable ObjectNode block, Extras extras) {
        if (block == null || !isOurs(extras)) {
            losses.extras(extras);
        } else {
            extras.fields().forEach(block::putIfAbsent);
        }
    }

    static boolean isOurs(Extras extras) {
        return extras.owner().equals(MessagesProviderCodec.DIALECT);
    }

    /// Nothing for a text without a word, for it could not be sent back.
    private @Nullable ObjectNode text(Part.Text text, String path) {
        if (text.text().isEmpty()) {
            return null;
        }
        ObjectNode block = Json.object().put("type", "text").put("text", text.text());
        if (!text.annotations().isEmpty()) {
            ArrayNode citations = block.putArray("citations");
            for (Annotation annotation : text.annotations()) {
                ObjectNode citation = citation(annotation, path);
                if (citation != null) {
                    citations.add(citation);
                }
            }
        }
        return block;
    }

    /// A citation as Anthropic makes it, of whatever it cites; one of another provider's is of a page found on the web.
    ///
    /// @param path of the part it stands on
    @Nullable
    ObjectNode citation(Annotation annotation, String path) {
        Extras extras = annotation.extras();
        String at = extras.at().isEmpty() ? path + "/citations" : extras.at();
        ObjectNode out = Json.object();
        if (isOurs(extras) && extras.fields().containsKey("type")) {
            extras.fields().forEach(out::set);
            String type = out.path("type").asString("");
            boolean web = type.equals("web_search_result_location");
            boolean result = type.equals("search_result_location");
            put(out, "cited_text", annotation.quote());
            put(out, web || result ? "title" : "document_title", annotation.title());
            put(out, result ? "source" : "url", annotation.url());
            return out;
        }
        losses.extras(extras);
        if (annotation.url() == null) {
            losses.dropped(at, "A citation of another provider's without an address has no place in a message.");
            return null;
        }
        if (annotation.span() != null) {
            losses.tell(at, Verdict.COERCED, "A citation stands on its whole block of text, not on a part of it.");
        }
        out.put("type", "web_search_result_location")
                .put("url", annotation.url())
                .put("title", annotation.title() == null ? annotation.url() : annotation.title())
                .put("cited_text", annotation.quote() == null ? "" : annotation.quote())
                .put("encrypted_index", Envelope.MARK);
        return out;
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static boolean isNothing(Part.Thought thought) {
        return thought.text().isEmpty() && thought.marks().seal() == null;
    }

    private static ObjectNode thought(Part.Thought thought) {
        String opaque = Envelope.of(thought.form(), thought.marks().seal());
        return thought.form() == Form.REDACTED
                ? Json.object().put("type", "redacted_thinking").put("data", opaque)
                : Json.object()
                        .put("type", "thinking")
                        .put("thinking", thought.text())
                        .put("signature", opaque);
    }

    /// The block that carries the seal of a part that has none in Anthropic's words.
    ///
    /// @param kind `PART` behind its block, `TEXT` where a text has no block
    static ObjectNode seal(Seal seal, Envelope.Kind kind) {
        return Json.object().put("type", "redacted_thinking").put("data", Envelope.wrap(kind, seal));
    }

    private ObjectNode toolUse(Part.ToolCall call, String path) {
        ObjectNode block = Json.object()
                .put("type", "tool_use")
                .put("id", ids.of(call.id(), path))
                .put("name", call.name());
        block.set("input", input(call.kind(), call.name(), call.input(), path));
        return block;
    }

    /// Arguments as an object; what is none goes as its field `input`, and so does free text.
    private JsonNode input(Part.ToolKind kind, String name, String input, String path) {
        if (kind == Part.ToolKind.FUNCTION && input.isBlank()) {
            return Json.object();
        }
        JsonNode read = kind == Part.ToolKind.FUNCTION ? Json.readOrNull(input) : null;
        if (read instanceof ObjectNode) {
            return read;
        }
        freeText(name, path);
        return Json.object().put("input", input);
    }

    void freeText(String name, String path) {
        losses.tell(
                path,
                Verdict.COERCED,
                "The arguments of `" + name + "` are no JSON object, and stand in its field `input`.");
    }

    /// How a call that the client is to answer begins in a stream.
    ObjectNode begin(BlockKind.ToolCallBlock call, int index) {
        ObjectNode block = Json.object()
                .put("type", "tool_use")
                .put("id", ids.of(call.id(), AnswerLosses.path(index)))
                .put("name", call.name());
        block.putObject("input");
        return block;
    }

    /// How a call that the provider runs itself begins in a stream.
    ObjectNode begin(BlockKind.HostedCallBlock call, int index) {
        Part.HostedCall part = new Part.HostedCall(call.id(), call.name(), "", call.marks());
        ObjectNode block = hostedCall(part, AnswerLosses.path(part, index));
        beside(block, call.marks().extras());
        return block;
    }

    private ObjectNode hostedCall(Part.HostedCall call, String path) {
        boolean mcp = call.id().startsWith("mcptoolu_");
        boolean own = mcp || call.id().startsWith("srvtoolu_");
        ObjectNode block = Json.object()
                .put("type", mcp ? "mcp_tool_use" : "server_tool_use")
                .put("id", own ? call.id() : Envelope.tool(call.id()))
                .put("name", call.name());
        block.set("input", input(Part.ToolKind.FUNCTION, call.name(), call.input(), path));
        return block;
    }

    private static ObjectNode hostedResult(Part.HostedResult result) {
        boolean ours = result.kind().endsWith("_tool_result")
                && (result.callId().startsWith("srvtoolu_") || result.callId().startsWith("mcptoolu_"));
        if (!ours) {
            ObjectNode block = Json.object()
                    .put("type", Envelope.HOSTED_RESULT)
                    .put("tool_use_id", Envelope.tool(result.callId()))
                    .put("name", result.kind());
            if (result.outcome() == Part.Outcome.ERROR) {
                block.put("is_error", true);
            }
            block.set("content", result.content());
            return block;
        }
        ObjectNode block = Json.object().put("type", result.kind()).put("tool_use_id", result.callId());
        block.set("content", result.content());
        if (result.kind().equals("mcp_tool_result")) {
            block.put("is_error", result.outcome() == Part.Outcome.ERROR);
        }
        return block;
    }

    private @Nullable ObjectNode image(Part.Media media, String path) {
        ObjectNode source = media.kind() != Part.MediaKind.IMAGE
                ? null
                : switch (media.source()) {
                    case Part.Source.Inline inline ->
                        Json.object()
                                .put("type", "base64")
                                .put("media_type", media.mime() == null ? "image/png" : media.mime())
                                .put("data", inline.base64());
                    case Part.Source.Url url -> Json.object().put("type", "url").put("url", url.url());
                    case Part.Source.FileId _, Part.Source.Words _ -> null;
                };
        if (source == null) {
            losses.dropped(path, "A message holds no such media.");
            return null;
        }
        ObjectNode block = Json.object().put("type", "image");
        block.set("source", source);
        return block;
    }

    private @Nullable ObjectNode foreign(Part.Foreign foreign, String path) {
        if (foreign.dialect().equals(MessagesProviderCodec.DIALECT) && foreign.raw() instanceof ObjectNode raw) {
            return raw.deepCopy();
        }
        losses.dropped(path, "A block that only " + foreign.dialect() + " knows.");
        return null;
    }

    // How it ended.

    /// `stop_reason`, `stop_sequence` and, for a refusal, `stop_details`.
    ///
    /// @param refusal words of the model on why it declines, or ""
    ObjectNode end(Finish finish, Called called, String refusal) {
        boolean refused = finish.stop() == Stop.REFUSED || !refusal.isEmpty();
        String own = refused ? "refusal" : StopReason.own(finish);
        if (own == null) {
            losses.finish(finish);
        }
        ObjectNode out = Json.object().put("stop_reason", own == null ? reason(finish, called) : own);
        out.put("stop_sequence", finish.matched());
        JsonNode details = isOurs(finish.extras()) ? finish.extras().fields().get("stop_details") : null;
        if (details != null) {
            out.set("stop_details", details);
        } else if (refused) {
            ObjectNode made = out.putObject("stop_details").put("type", "refusal");
            made.putNull("category");
            made.put("explanation", refusal.isEmpty() ? null : refusal);
        }
        if (!isOurs(finish.extras())) {
            losses.extras(finish.extras());
        }
        return out;
    }

    /// Whether a message holds calls for the client to answer.
    enum Called {
        YES,
        NO
    }

    private static String reason(Finish finish, Called called) {
        return switch (finish.stop()) {
            case COMPLETE, OTHER -> called == Called.YES ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case MAX_TOKENS -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case REFUSED -> "refusal";
            case PAUSED -> "pause_turn";
            case CONTEXT_FULL -> "model_context_window_exceeded";
        };
    }

    /// Usage in Anthropic's arithmetic: the cache beside the input, thinking inside the output. A block that was
    /// Anthropic's own goes back as it came, with its rounds, its tier and its searches.
    ObjectNode usage(@Nullable Usage usage) {
        if (usage == null) {
            losses.noUsage();
            return unmetered();
        }
        if (usage.raw() instanceof UsageReader.Own own) {
            return own.node();
        }
        Usage.Input in = usage.input();
        Usage.Output written = usage.output();
        ObjectNode out = Json.object()
                .put("input_tokens", in.fresh() + in.toolUse() + in.audio())
                .put("cache_creation_input_tokens", in.cacheWrite() + in.cacheWriteLong())
                .put("cache_read_input_tokens", in.cacheRead());
        if (in.cacheWrite() + in.cacheWriteLong() > 0) {
            out.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", in.cacheWrite())
                    .put("ephemeral_1h_input_tokens", in.cacheWriteLong());
        }
        out.put("output_tokens", written.total());
        if (written.reasoning() > 0) {
            out.putObject("output_tokens_details").put("thinking_tokens", written.reasoning());
        }
        return out;
    }

    static ObjectNode unmetered() {
        return Json.object().put("input_tokens", 0).put("output_tokens", 0);
    }
}
