package dev.weir.dialect.openai;

import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.ImageDetail;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the turns of a conversation as messages. Results of tools become messages of their own, ahead of what the
/// same turn says.
final class MessageWriter {
    private static final String NO_CITATIONS = "Chat Completions takes no citations back.";

    private final RequestLosses losses;
    private final Traits traits;
    private final ThoughtEcho echo;
    private final ArrayNode messages = Json.array();

    MessageWriter(RequestLosses losses, Traits traits) {
        this.losses = losses;
        this.traits = traits;
        this.echo = new ThoughtEcho(traits.echo(), losses);
    }

    ArrayNode write(List<Turn> turns) {
        for (Turn turn : turns) {
            List<Part> said = new ArrayList<>();
            ObjectNode last = null;
            for (int i = 0; i < turn.parts().size(); i++) {
                if (turn.parts().get(i) instanceof Part.ToolResult result) {
                    last = result(result, LossList.path(turn, i));
                } else {
                    said.add(turn.parts().get(i));
                }
            }
            if (last == null || !said.isEmpty()) {
                last = turn.role() == Role.ASSISTANT ? assistant(turn, said) : spoken(turn, said);
                if (!turn.parts().isEmpty() && saysNothing(last, said)) {
                    messages.remove(messages.size() - 1);
                }
            }
            if (turn.name() != null) {
                last.put("name", turn.name());
            }
            losses.around(turn.marks(), turn.at(), last, markable(turn.marks(), last));
        }
        return messages;
    }

    /// The last part of a message, if a mark for the prompt cache is to stand there; a plain text becomes a list of
    /// one.
    private @Nullable ObjectNode markable(Marks marks, ObjectNode message) {
        if (marks.cache() == null || !takesMarks(message)) {
            return null;
        }
        JsonNode content = message.path("content");
        if (content.isString() && !content.stringValue().isEmpty()) {
            message.putArray("content").addObject().put("type", "text").set("text", content);
        }
        return message.path("content") instanceof ArrayNode parts
                        && !parts.isEmpty()
                        && parts.get(parts.size() - 1) instanceof ObjectNode last
                ? last
                : null;
    }

    /// Whether parts of a message may be marked for the prompt cache: OpenAI takes no marks on what the model said.
    private boolean takesMarks(ObjectNode message) {
        return switch (traits.caching()) {
            case ITS_OWN -> false;
            case BREAKPOINTS -> !message.path("role").asString("").equals("assistant");
            case CONTROL -> true;
        };
    }

    /// Whether nothing of a turn has a place in its message: hosts refuse a message without anything in it.
    private static boolean saysNothing(ObjectNode message, List<Part> said) {
        boolean text = said.stream().anyMatch(Part.Text.class::isInstance);
        boolean other = message.has("tool_calls")
                || message.has("refusal")
                || message.has("reasoning_details")
                || message.has("images")
                || message.path("content").isArray();
        return !text && !other;
    }

    private ObjectNode result(Part.ToolResult result, String at) {
        ObjectNode out = messages.addObject();
        out.put("role", "tool");
        out.put("tool_call_id", result.callId());
        if (result.name() != null) {
            out.put("name", result.name());
        }
        content(out, result.parts(), at);
        if (result.outcome() == Part.Outcome.ERROR) {
            losses.dropped(
                    losses.path(at, Detail.ERROR), "A tool message cannot say that the tool failed, but in its words.");
        }
        losses.around(result.marks(), at, out, markable(result.marks(), out));
        return out;
    }

    private ObjectNode spoken(Turn turn, List<Part> parts) {
        ObjectNode out = messages.addObject();
        out.put(
                "role",
                switch (turn.role()) {
                    case SYSTEM -> "system";
                    case DEVELOPER -> "developer";
                    case USER, TOOL, ASSISTANT -> "user";
                });
        content(out, parts, turn.at());
        return out;
    }

    private ObjectNode assistant(Turn turn, List<Part> parts) {
        ObjectNode out = messages.addObject();
        out.put("role", "assistant");
        List<Part> said = new ArrayList<>();
        ArrayNode calls = Json.array();
        ArrayNode details = Json.array();
        ArrayNode images = Json.array();
        List<Part.Thought> plain = echo.of(parts);
        int next = 0;
        for (Part part : parts) {
            switch (part) {
                case Part.Thought thought when plain.contains(thought) -> {}
                case Part.Thought thought -> next = thought(thought, details, next, LossList.path(thought, turn.at()));
                case Part.ToolCall call -> next = call(call, calls, details, next, LossList.path(call, turn.at()));
                case Part.Refusal refusal
                when refusal.marks().extras().isEmpty() && !out.has("refusal") -> out.put("refusal", refusal.text());
                case Part.Media media -> {
                    ObjectNode image = AnswerWords.image(media);
                    if (image == null) {
                        losses.dropped(LossList.path(media, turn.at()), "An assistant's message holds no such media.");
                    } else {
                        images.add(image);
                        losses.marks(media.marks(), LossList.path(media, turn.at()), image);
                    }
                }
                default -> said.add(part);
            }
        }
        textSeal(said, out, turn.at());
        if (said.isEmpty()) {
            out.putNull("content");
        } else {
            content(out, said, turn.at());
        }
        echo.write(parts, turn.at(), out, "/messages/" + (messages.size() - 1));
        if (!details.isEmpty()) {
            out.set("reasoning_details", details);
        }
        if (!images.isEmpty()) {
            out.set("images", images);
        }
        if (!calls.isEmpty()) {
            out.set("tool_calls", calls);
        }
        return out;
    }

    private int thought(Part.Thought thought, ArrayNode details, int next, String at) {
        Seal seal = thought.marks().seal();
        boolean taken = seal != null && losses.accepts(seal.issuer());
        if (!taken) {
            losses.dropped(at, "The target does not take these thoughts back.");
            losses.marks(thought.marks(), at, null);
            return next;
        }
        int first = details.size();
        int after = AnswerWords.details(details, thought.text(), thought.form(), thought.marks(), next);
        ObjectNode last = details.size() > first ? (ObjectNode) details.get(details.size() - 1) : null;
        losses.marks(withoutId(thought.marks(), last), at, last);
        return after;
    }

    /// The marks without an id that already stands on the entry.
    private static Marks withoutId(Marks marks, @Nullable ObjectNode entry) {
        if (entry == null || !entry.has("id") || !marks.extras().fields().containsKey("id")) {
            return marks;
        }
        Map<String, JsonNode> rest = new LinkedHashMap<>(marks.extras().fields());
        rest.remove("id");
        var extras = new Extras(marks.extras().owner(), marks.extras().at(), rest);
        return new Marks(marks.seal(), marks.cache(), extras);
    }

    private int call(Part.ToolCall call, ArrayNode calls, ArrayNode details, int next, String at) {
        ObjectNode out = calls.addObject();
        out.put("id", call.id());
        boolean custom = call.kind() == ToolKind.CUSTOM;
        out.put("type", custom ? "custom" : "function");
        ObjectNode inner = out.putObject(custom ? "custom" : "function");
        inner.put("name", call.name());
        inner.put(custom ? "input" : "arguments", call.input().isEmpty() && !custom ? "{}" : call.input());
        Seal seal = call.marks().seal();
        int after = next;
        if (seal != null && !losses.accepts(seal.issuer())) {
            losses.dropped(losses.path(at, Detail.SEAL), "The target does not take this seal.");
        } else if (seal != null && seal.issuer().equals(Issuers.GOOGLE)) {
            out.set("extra_content", AnswerWords.google(seal));
        } else if (seal != null) {
            AnswerWords.callDetail(details, call.id(), seal, after++);
        }
        losses.marks(call.marks(), at, out);
        return after;
    }

    private void textSeal(List<Part> said, ObjectNode out, String at) {
        for (Part part : said) {
            Seal seal = part.marks().seal();
            if (seal == null) {
                continue;
            }
            if (seal.issuer().equals(Issuers.GOOGLE) && losses.accepts(seal.issuer())) {
                out.set("extra_content", AnswerWords.google(seal));
            } else {
                losses.dropped(
                        losses.path(LossList.path(part, at), Detail.SEAL), "The target does not take this seal.");
            }
        }
    }

    /// One plain text is a string; anything else is a list of parts.
    private void content(ObjectNode message, List<Part> parts, String at) {
        if (parts.size() == 1
                && parts.getFirst() instanceof Part.Text only
                && only.marks().extras().isEmpty()
                && (only.marks().cache() == null || !takesMarks(message))) {
            message.put("content", only.text());
            losses.uncited(only, LossList.path(only, at), NO_CITATIONS);
            losses.marks(only.marks(), LossList.path(only, at), null);
            return;
        }
        ArrayNode content = Json.array();
        for (Part part : parts) {
            part(part, LossList.path(part, at), message, content);
        }
        if (content.isEmpty()) {
            message.put("content", "");
        } else {
            message.set("content", content);
        }
    }

    private void part(Part part, String at, ObjectNode message, ArrayNode content) {
        switch (part) {
            case Part.Text text -> {
                ObjectNode out = content.addObject();
                out.put("type", "text").put("text", text.text());
                losses.uncited(text, at, NO_CITATIONS);
                losses.around(text.marks(), at, out, takesMarks(message) ? out : null);
            }
            case Part.Refusal refusal -> {
                ObjectNode out = content.addObject();
                out.put("type", "refusal").put("refusal", refusal.text());
                losses.marks(refusal.marks(), at, out);
            }
            case Part.Media media -> media(media, at, message, content);
            case Part.Foreign foreign
            when foreign.dialect().equals(ChatClientCodec.DIALECT) -> content.add(foreign.raw());
            case Part.ToolResult _,
                    Part.ToolCall _,
                    Part.Thought _,
                    Part.HostedCall _,
                    Part.HostedResult _,
                    Part.Foreign _ -> {
                losses.dropped(at, "Chat Completions has no such part here.");
                losses.marks(part.marks(), at, null);
            }
        }
    }

    /// Whether the model reads such media, or its host reads them for it.
    private boolean reads(Part.MediaKind kind) {
        return traits.inputs().isEmpty()
                || traits.inputs().contains(kind)
                || kind == Part.MediaKind.DOCUMENT && traits.documents() == Traits.Documents.URLS;
    }

    private void media(Part.Media media, String at, ObjectNode message, ArrayNode content) {
        if (!reads(media.kind())) {
            losses.dropped(at, "The model does not read such media.");
            return;
        }
        ObjectNode out = new MediaWriter(traits.documents(), losses).write(media, at);
        ImageDetail detail = ImageDetail.of(media.marks());
        if (out == null) {
            losses.dropped(at, "Chat Completions cannot take such media from there.");
        } else {
            content.add(out);
        }
        Marks left = media.marks();
        if (detail.word() != null && out != null && out.get("image_url") instanceof ObjectNode picture) {
            picture.put("detail", detail.word());
            left = detail.rest();
        }
        losses.around(left, at, out, takesMarks(message) ? out : null);
    }
}
