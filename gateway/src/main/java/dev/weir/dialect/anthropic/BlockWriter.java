package dev.weir.dialect.anthropic;

import dev.weir.chat.Annotation;
import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.dialect.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes parts as content blocks. What cannot stand in its place stands on the loss list instead.
final class BlockWriter {
    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofHours(1);

    /// Where a block stands, which decides what it may be.
    enum Place {
        SYSTEM,
        USER,
        ASSISTANT,
        RESULT
    }

    private final Traits traits;
    private final String issuer;
    private final Losses losses;
    private final CallIds ids;
    private final MediaWriter media;

    BlockWriter(Traits traits, String issuer, Losses losses) {
        this.traits = traits;
        this.issuer = issuer;
        this.losses = losses;
        this.ids = new CallIds(losses::renamed);
        this.media = new MediaWriter(losses);
    }

    /// The block of a part, or null when it has none here.
    ///
    /// @param at of the turn
    @Nullable
    ObjectNode write(Part part, Place place, String at) {
        return switch (part) {
            case Part.Text text -> text(text, place, at);
            case Part.Refusal refusal -> refusal(refusal, at);
            case Part.Media picture -> media(picture, place, at);
            case Part.ToolCall call -> toolUse(call, place, at);
            case Part.ToolResult result -> toolResult(result, place, at);
            case Part.Thought thought -> thought(thought, place, at);
            case Part.HostedCall call -> hostedCall(call, place, at);
            case Part.HostedResult result -> hostedResult(result, place, at);
            case Part.Foreign foreign -> foreign(foreign, at);
        };
    }

    /// `cache_control` for a mark: five minutes or an hour, the longer where the wish lies between.
    ObjectNode cacheControl(CacheMark mark, String at) {
        ObjectNode control = Json.object().put("type", "ephemeral");
        Duration ttl = mark.ttl();
        if (ttl != null) {
            boolean shortLived = ttl.compareTo(SHORT) <= 0;
            control.put("ttl", shortLived ? "5m" : "1h");
            if (!ttl.equals(shortLived ? SHORT : LONG)) {
                losses.coerced(at, "the prompt cache keeps for 5 minutes or an hour, not for " + ttl);
            }
        }
        return control;
    }

    /// Puts what a part carries beside its meaning on its block.
    void mark(ObjectNode block, Marks marks, String at) {
        if (marks.seal() != null) {
            losses.dropped(
                    at, "a seal of " + marks.seal().issuer() + " on a " + kind(block) + " block means nothing here");
        }
        if (marks.cache() != null) {
            block.set("cache_control", cacheControl(marks.cache(), at));
        }
        extras(block, marks.extras());
    }

    private void extras(ObjectNode block, Extras extras) {
        if (!extras.owner().equals(MessagesProviderCodec.DIALECT)) {
            losses.dropped(extras);
            return;
        }
        extras.fields().forEach((name, value) -> {
            if (!block.has(name)) {
                block.set(name, value);
            } else if (!value.equals(block.get(name))) {
                losses.dropped(extras, name);
            }
        });
    }

    /// A part that vanishes takes its marks along; they are told too.
    private @Nullable ObjectNode gone(Part part, String at, String reason) {
        losses.dropped(at, reason);
        losses.dropped(part.marks().extras());
        return null;
    }

    private @Nullable ObjectNode text(Part.Text part, Place place, String at) {
        if (part.text().isEmpty()) {
            if (!part.marks().equals(Marks.NONE)) {
                return gone(part, at, "an empty text holds nothing, and nothing may be marked on it");
            }
            return null;
        }
        if (part.text().isBlank()) {
            return gone(part, at, "Anthropic refuses a text of nothing but white space");
        }
        ObjectNode block = Json.object().put("type", "text").put("text", part.text());
        if (place == Place.ASSISTANT) {
            citations(block, part.annotations(), at);
        } else {
            losses.uncited(part, at, "citations stand only on the assistant's words");
        }
        mark(block, part.marks(), at);
        return block;
    }

    /// Citations go back as they came from Anthropic; those of others have positions that mean nothing here.
    private void citations(ObjectNode block, List<Annotation> annotations, String at) {
        ArrayNode citations = Json.array();
        for (Annotation annotation : annotations) {
            JsonNode type = annotation.extras().fields().get("type");
            boolean ours = annotation.extras().owner().equals(MessagesProviderCodec.DIALECT);
            if (!ours || type == null || !type.isString()) {
                losses.uncited(annotation, at, "a citation that Anthropic did not make cannot go back to it");
                continue;
            }
            boolean document = !type.stringValue().equals("web_search_result_location")
                    && !type.stringValue().equals("search_result_location");
            ObjectNode citation = Json.object();
            annotation.extras().fields().forEach(citation::set);
            put(citation, "cited_text", annotation.quote());
            put(citation, document ? "document_title" : "title", annotation.title());
            put(citation, type.stringValue().equals("search_result_location") ? "source" : "url", annotation.url());
            citations.add(citation);
        }
        if (!citations.isEmpty()) {
            block.set("citations", citations);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private @Nullable ObjectNode refusal(Part.Refusal part, String at) {
        if (part.text().isBlank()) {
            return gone(part, at, "an empty refusal holds nothing");
        }
        losses.renamed(at, "the words of a refusal go as text");
        ObjectNode block = Json.object().put("type", "text").put("text", part.text());
        mark(block, part.marks(), at);
        return block;
    }

    private @Nullable ObjectNode media(Part.Media part, Place place, String at) {
        if (place == Place.ASSISTANT || place == Place.SYSTEM) {
            return gone(part, at, "Anthropic takes no media in this turn");
        }
        ObjectNode block = asItWas(media.write(part, at), part);
        if (block == null) {
            losses.dropped(part.marks().extras());
        } else {
            mark(block, part.marks(), at);
        }
        return block;
    }

    /// A document of blocks, or a search result, whose words the canonical model has: put together again as it was.
    private static @Nullable ObjectNode asItWas(@Nullable ObjectNode written, Part.Media part) {
        Extras extras = part.marks().extras();
        JsonNode source = extras.fields().get("source");
        boolean words = part.source() instanceof Part.Source.Words;
        if (written == null || source == null || !words || !extras.owner().equals(MessagesProviderCodec.DIALECT)) {
            return written;
        }
        if (source.isObject()) {
            written.set("source", source);
            return written;
        }
        JsonNode content = extras.fields().get("content");
        ObjectNode result = Json.object().put("type", "search_result");
        result.set("source", source);
        result.put("title", part.name());
        result.set(
                "content",
                content != null
                        ? content
                        : Json.array()
                                .add(Json.object()
                                        .put("type", "text")
                                        .put("text", ((Part.Source.Words) part.source()).text())));
        return result;
    }

    private @Nullable ObjectNode toolUse(Part.ToolCall call, Place place, String at) {
        if (place != Place.ASSISTANT) {
            return gone(call, at, "only the assistant calls tools");
        }
        ObjectNode block = Json.object()
                .put("type", "tool_use")
                .put("id", ids.of(call.id(), at))
                .put("name", call.name());
        block.set("input", input(call, at));
        mark(block, call.marks(), at);
        return block;
    }

    /// Arguments as an object. Free text is `{"input": text}`, the one field of the schema that stands for the tool.
    private ObjectNode input(Part.ToolCall call, String at) {
        if (call.kind() == Part.ToolKind.CUSTOM) {
            losses.coerced(at, "the free text for `" + call.name() + "` goes as its field `input`");
            return Json.object().put("input", call.input());
        }
        if (call.input().isBlank()) {
            return Json.object();
        }
        if (Json.readOrNull(call.input()) instanceof ObjectNode object) {
            return object;
        }
        losses.coerced(at, "the arguments of `" + call.name() + "` are no JSON object, and go as its field `input`");
        return Json.object().put("input", call.input());
    }

    private @Nullable ObjectNode toolResult(Part.ToolResult result, Place place, String at) {
        if (place != Place.USER) {
            return gone(result, at, "the result of a tool cannot stand in this turn");
        }
        ObjectNode block = Json.object().put("type", "tool_result").put("tool_use_id", ids.of(result.callId(), at));
        ArrayNode content = Json.array();
        for (Part part : result.parts()) {
            ObjectNode inner = write(part, Place.RESULT, at);
            if (inner != null) {
                content.add(inner);
            }
        }
        if (!content.isEmpty()) {
            block.set("content", content);
        }
        if (result.outcome() == Part.Outcome.ERROR) {
            block.put("is_error", true);
        }
        mark(block, result.marks(), at);
        return block;
    }

    private @Nullable ObjectNode thought(Part.Thought thought, Place place, String at) {
        Seal seal = thought.marks().seal();
        if (place != Place.ASSISTANT) {
            return gone(thought, at, "only the assistant thinks");
        }
        if (seal == null) {
            return gone(thought, at, "a thought without its signature cannot go back to Anthropic");
        }
        if (!seal.issuer().equals(issuer) && !traits.acceptedSeals().contains(seal.issuer())) {
            return gone(thought, at, "a thought that " + seal.issuer() + " signed does not hold here");
        }
        ObjectNode block = thought.form() == Part.Thought.Form.REDACTED
                ? Json.object().put("type", "redacted_thinking").put("data", seal.opaque())
                : Json.object()
                        .put("type", "thinking")
                        .put("thinking", thought.text())
                        .put("signature", seal.opaque());
        if (thought.marks().cache() != null) {
            losses.dropped(at, "a thought cannot be marked for the prompt cache");
        }
        extras(block, thought.marks().extras());
        return block;
    }

    /// A hosted call goes back only where Anthropic made it: its results are sealed.
    private @Nullable ObjectNode hostedCall(Part.HostedCall call, Place place, String at) {
        boolean mcp = call.id().startsWith("mcptoolu_");
        if (place != Place.ASSISTANT || !mcp && !call.id().startsWith("srvtoolu_")) {
            return gone(call, at, "a `" + call.name() + "` call that another provider ran cannot go back to Anthropic");
        }
        ObjectNode block = Json.object()
                .put("type", mcp ? "mcp_tool_use" : "server_tool_use")
                .put("id", call.id())
                .put("name", call.name());
        JsonNode input = call.input().isBlank() ? Json.object() : Json.readOrNull(call.input());
        if (input instanceof ObjectNode) {
            block.set("input", input);
        } else {
            losses.coerced(
                    at, "the arguments of `" + call.name() + "` are no JSON object, and go as its field `input`");
            block.set("input", Json.object().put("input", call.input()));
        }
        mark(block, call.marks(), at);
        return block;
    }

    private @Nullable ObjectNode hostedResult(Part.HostedResult result, Place place, String at) {
        boolean ours =
                result.callId().startsWith("srvtoolu_") || result.callId().startsWith("mcptoolu_");
        if (place != Place.ASSISTANT || !ours || !result.kind().endsWith("_tool_result")) {
            return gone(result, at, "what another provider's tool brought cannot go back to Anthropic");
        }
        ObjectNode block = Json.object().put("type", result.kind()).put("tool_use_id", result.callId());
        block.set("content", result.content());
        if (result.kind().equals("mcp_tool_result")) {
            block.put("is_error", result.outcome() == Part.Outcome.ERROR);
        }
        mark(block, result.marks(), at);
        return block;
    }

    private @Nullable ObjectNode foreign(Part.Foreign foreign, String at) {
        if (!foreign.dialect().equals(MessagesProviderCodec.DIALECT) || !(foreign.raw() instanceof ObjectNode raw)) {
            return gone(foreign, at, "a block that only " + foreign.dialect() + " knows");
        }
        ObjectNode block = raw.deepCopy();
        mark(block, foreign.marks(), at);
        return block;
    }

    private static String kind(ObjectNode block) {
        JsonNode type = block.get("type");
        return type != null && type.isString() ? type.stringValue() : "foreign";
    }
}
