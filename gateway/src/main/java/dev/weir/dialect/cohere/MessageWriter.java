package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.Detail;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the turns of a conversation as messages. Results of tools become messages of their own, ahead of what the
/// same turn says; documents given as words become the request's, which Cohere cites.
final class MessageWriter {
    private final RequestLosses losses;
    private final Traits traits;
    private final DocumentWriter documentWriter;
    private final ArrayNode messages = Json.array();
    private final ArrayNode documents = Json.array();

    MessageWriter(RequestLosses losses, Traits traits) {
        this.losses = losses;
        this.traits = traits;
        this.documentWriter = new DocumentWriter(losses);
    }

    ArrayNode write(List<Turn> turns) {
        for (Turn turn : turns) {
            List<Part> said = new ArrayList<>();
            ObjectNode last = null;
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolResult result) {
                    last = result(result, turn.at());
                } else {
                    said.add(part);
                }
            }
            if (!said.isEmpty() || last == null) {
                ObjectNode spoken = turn.role() == Role.ASSISTANT ? assistant(turn, said) : spoken(turn, said);
                last = spoken == null ? last : spoken;
            }
            if (turn.name() != null) {
                losses.dropped(losses.path(turn.at(), Detail.NAME), "A participant has no name at Cohere.");
            }
            losses.marks(turn.marks(), turn.at(), last);
        }
        return messages;
    }

    /// The documents that stood in the turns.
    ArrayNode documents() {
        return documents;
    }

    private ObjectNode result(Part.ToolResult result, String turnAt) {
        String at = LossList.path(result, turnAt);
        ObjectNode out = messages.addObject().put("role", "tool").put("tool_call_id", result.callId());
        ArrayNode content = Json.array();
        for (Part part : result.parts()) {
            switch (part) {
                case Part.Text text when DocumentReader.isResult(text) -> content.add(brought(text, at));
                case Part.Text text -> content.add(text(text.text(), text.marks(), LossList.path(text, at)));
                case Part.Refusal refusal ->
                    content.add(text(refusal.text(), refusal.marks(), LossList.path(refusal, at)));
                case Part.Media media -> {
                    ObjectNode document = documentWriter.write(media, LossList.path(media, at));
                    if (document != null) {
                        ObjectNode block = Json.object().put("type", "document");
                        block.set("document", document);
                        content.add(block);
                    }
                }
                case Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> gone(part, LossList.path(part, at));
            }
        }
        content(out, content);
        if (result.outcome() == Part.Outcome.ERROR) {
            losses.dropped(
                    losses.path(at, Detail.ERROR), "A tool message cannot say that the tool failed, but in its words.");
        }
        losses.marks(result.marks(), at, out);
        return out;
    }

    private ObjectNode brought(Part.Text text, String at) {
        ObjectNode block = Json.object().put("type", "document");
        ObjectNode document = block.putObject("document");
        if (Json.readOrNull(text.text()) instanceof ObjectNode data) {
            document.set("data", data);
        } else {
            document.putObject("data").put("text", text.text());
        }
        losses.marks(text.marks(), at, document);
        return block;
    }

    private @Nullable ObjectNode spoken(Turn turn, List<Part> parts) {
        ArrayNode content = Json.array();
        int before = documents.size();
        for (int i = 0; i < parts.size(); i++) {
            String at = LossList.path(parts.get(i), turn.at());
            switch (parts.get(i)) {
                case Part.Text text -> content.add(text(text.text(), text.marks(), at));
                case Part.Refusal refusal -> content.add(text(refusal.text(), refusal.marks(), at));
                case Part.Media media -> media(media, at, content);
                case Part.Foreign foreign
                when foreign.dialect().equals(CohereProviderCodec.DIALECT) -> content.add(foreign.raw());
                case Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> gone(parts.get(i), at);
            }
        }
        if (content.isEmpty() && documents.size() > before) {
            return null;
        }
        String role = switch (turn.role()) {
            case SYSTEM, DEVELOPER -> "system";
            case USER, TOOL, ASSISTANT -> "user";
        };
        ObjectNode out = messages.addObject().put("role", role);
        content(out, content);
        return out;
    }

    private void media(Part.Media media, String at, ArrayNode content) {
        if (media.kind() == Part.MediaKind.DOCUMENT) {
            ObjectNode document = documentWriter.write(media, at);
            if (document != null) {
                documents.add(document);
            }
            return;
        }
        boolean blind = !traits.inputs().isEmpty() && !traits.inputs().contains(Part.MediaKind.IMAGE);
        String url = media.kind() == Part.MediaKind.IMAGE && !blind ? url(media) : null;
        ObjectNode block = null;
        if (url == null) {
            losses.dropped(at, blind ? "The model reads no pictures." : "Cohere takes no such media from there.");
        } else {
            block = content.addObject().put("type", "image_url");
            block.putObject("image_url").put("url", url);
        }
        losses.marks(media.marks(), at, block);
    }

    private static @Nullable String url(Part.Media media) {
        return switch (media.source()) {
            case Part.Source.Inline inline ->
                "data:" + (media.mime() == null ? "image/png" : media.mime()) + ";base64," + inline.base64();
            case Part.Source.Url there -> there.url();
            case Part.Source.FileId _, Part.Source.Words _ -> null;
        };
    }

    private ObjectNode assistant(Turn turn, List<Part> parts) {
        ObjectNode out = messages.addObject().put("role", "assistant");
        ArrayNode content = Json.array();
        ArrayNode calls = Json.array();
        ArrayNode citations = Json.array();
        boolean callsTools = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        for (int i = 0; i < parts.size(); i++) {
            String at = LossList.path(parts.get(i), turn.at());
            switch (parts.get(i)) {
                case Part.Text text -> {
                    cite(text, content.size(), citations);
                    content.add(text(text.text(), text.marks(), at));
                }
                case Part.Refusal refusal -> content.add(text(refusal.text(), refusal.marks(), at));
                case Part.Thought thought -> thought(thought, callsTools, at, out, content);
                case Part.ToolCall call -> calls.add(call(call, at));
                case Part.Foreign foreign
                when foreign.dialect().equals(CohereProviderCodec.DIALECT) -> content.add(foreign.raw());
                case Part.Media _, Part.ToolResult _, Part.HostedCall _, Part.HostedResult _, Part.Foreign _ ->
                    gone(parts.get(i), at);
            }
        }
        if (!content.isEmpty() || calls.isEmpty()) {
            content(out, content);
        }
        if (!calls.isEmpty()) {
            out.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            out.set("citations", citations);
        }
        return out;
    }

    private static void cite(Part.Text text, int index, ArrayNode citations) {
        for (Annotation annotation : text.annotations()) {
            citations.add(Citations.write(annotation, text.text(), index));
        }
    }

    /// A plan goes back as the plan before the calls; other thoughts as thinking. What another provider sealed stays
    /// behind, for only its own words count there.
    private void thought(Part.Thought thought, boolean callsTools, String at, ObjectNode message, ArrayNode content) {
        boolean sealed = thought.marks().seal() != null;
        if (sealed || thought.form() == Part.Thought.Form.REDACTED) {
            losses.dropped(at, "Cohere does not take these thoughts back.");
            losses.extras(thought.marks().extras(), null);
        } else if (thought.form() == Part.Thought.Form.SUMMARY && callsTools && !message.has("tool_plan")) {
            message.put("tool_plan", thought.text());
            losses.marks(thought.marks(), at, null);
        } else {
            ObjectNode block = content.addObject().put("type", "thinking").put("thinking", thought.text());
            losses.marks(thought.marks(), at, block);
        }
    }

    private ObjectNode call(Part.ToolCall call, String at) {
        ObjectNode out = Json.object().put("id", call.id()).put("type", "function");
        ObjectNode function = out.putObject("function").put("name", call.name());
        String input = call.input().isBlank() ? "{}" : call.input();
        function.put(
                "arguments",
                call.kind() == Part.ToolKind.CUSTOM ? Json.text(Json.object().put("input", call.input())) : input);
        losses.marks(call.marks(), at, out);
        return out;
    }

    private ObjectNode text(String words, Marks marks, String at) {
        ObjectNode block = Json.object().put("type", "text").put("text", words);
        losses.marks(marks, at, block);
        return block;
    }

    /// One plain text is a string; anything else is a list of blocks.
    private static void content(ObjectNode message, ArrayNode blocks) {
        boolean plain = blocks.size() == 1
                && blocks.get(0).size() == 2
                && blocks.get(0).path("type").asString("").equals("text");
        if (blocks.isEmpty()) {
            message.put("content", "");
        } else if (plain) {
            message.set("content", blocks.get(0).get("text"));
        } else {
            message.set("content", blocks);
        }
    }

    private void gone(Part part, String at) {
        losses.dropped(at, "Cohere has no such part here.");
        losses.extras(part.marks().extras(), null);
    }
}
