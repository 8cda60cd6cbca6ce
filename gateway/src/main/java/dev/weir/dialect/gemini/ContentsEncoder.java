package dev.weir.dialect.gemini;

import dev.weir.chat.Detail;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Json;
import dev.weir.dialect.LossList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the turns as `systemInstruction` and `contents`.
///
/// System turns before the first other one are the instruction; a later one stays where it stands, as the user's
/// words, for moving it would change what it was said about (and the cached prefix). Turns of one role after another
/// become one content. Function responses stand first in theirs, and in the order of the calls where the calls have
/// no ids of the provider, for then only the order pairs them.
final class ContentsEncoder {
    private static final String USER = "user";
    private static final String MODEL = "model";

    private final Traits traits;
    private final Losses losses;
    private final ObjectNode body;
    private final MediaEncoder media;
    private final ArrayNode contents = Json.array();
    private final ArrayNode system = Json.array();
    private final Map<String, String> names = new HashMap<>();
    private List<String> calls = new ArrayList<>();

    private String role = "";
    private final List<Response> responses = new ArrayList<>();
    private final List<ObjectNode> parts = new ArrayList<>();

    private record Response(String callId, ObjectNode part) {}

    ContentsEncoder(Traits traits, Losses losses, ObjectNode body) {
        this.traits = traits;
        this.losses = losses;
        this.body = body;
        this.media = new MediaEncoder(losses);
    }

    void write(List<Turn> turns) {
        boolean leading = true;
        for (Turn turn : turns) {
            boolean instruction = turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
            leading &= instruction;
            if (instruction && leading) {
                instruction(turn);
            } else {
                turn(turn);
            }
        }
        flush();
        if (contents.isEmpty() && !system.isEmpty()) {
            losses.coerced(Setting.CONVERSATION, "Gemini wants a user's turn: the system instruction is sent as one.");
            contents.add(content(USER, system));
        } else if (!system.isEmpty()) {
            ObjectNode instruction = Json.object();
            instruction.set("parts", system);
            body.set("systemInstruction", instruction);
        }
        body.set("contents", contents);
    }

    private void instruction(Turn turn) {
        beside(turn);
        for (Part part : turn.parts()) {
            String at = LossList.path(part, turn.at());
            if (part instanceof Part.Text text) {
                uncited(text, at);
                ObjectNode node = Json.object().put("text", text.text());
                losses.marks(text.marks(), at, node);
                refuse(text.marks().seal(), at);
                if (!text.text().isEmpty()) {
                    system.add(node);
                }
            } else {
                losses.dropped(at, "A system instruction of Gemini holds words only.");
                losses.nowhere(part.marks(), at);
            }
        }
    }

    private void turn(Turn turn) {
        String speaker = switch (turn.role()) {
            case SYSTEM, DEVELOPER -> {
                losses.coerced(turn.at(), "Gemini has no system turns in mid-conversation: sent as the user's.");
                yield USER;
            }
            case USER, TOOL -> USER;
            case ASSISTANT -> MODEL;
        };
        if (!speaker.equals(role)) {
            flush();
            role = speaker;
        }
        beside(turn);
        for (Part part : turn.parts()) {
            part(part, LossList.path(part, turn.at()));
        }
    }

    /// What a turn carries beside its parts has no place in a content.
    private void beside(Turn turn) {
        if (turn.name() != null) {
            losses.dropped(losses.path(turn.at(), Detail.NAME), "Gemini does not name who speaks.");
        }
        losses.nowhere(turn.marks(), turn.at());
    }

    private void part(Part part, String at) {
        switch (part) {
            case Part.Text text -> text(text, at);
            case Part.Refusal refusal -> {
                losses.coerced(at, "Gemini has no refusals in a conversation: sent as words.");
                add(Json.object().put("text", refusal.text()), refusal.marks(), at);
            }
            case Part.Media medium -> {
                ObjectNode node = media.part(medium, at);
                add(node, medium.marks(), at);
            }
            case Part.ToolCall call -> call(call, at);
            case Part.ToolResult result -> result(result, at);
            case Part.Thought thought -> thought(thought, at);
            case Part.HostedCall call -> hostedCall(call, at);
            case Part.HostedResult result -> hostedResult(result, at);
            case Part.Foreign foreign -> foreign(foreign, at);
        }
    }

    private void text(Part.Text text, String at) {
        uncited(text, at);
        boolean sealed = accepts(text.marks().seal());
        if (text.text().isEmpty() && !sealed) {
            // Gemini refuses empty parts, and an empty text says nothing.
            losses.nowhere(text.marks(), at);
            return;
        }
        add(Json.object().put("text", text.text()), text.marks(), at);
    }

    private void uncited(Part.Text text, String at) {
        losses.uncited(text, at, "Gemini takes no citations back.");
    }

    private void thought(Part.Thought thought, String at) {
        if (!accepts(thought.marks().seal())) {
            losses.dropped(at, "Gemini takes back only thoughts that Google signed.");
            losses.nowhere(thought.marks(), at);
            return;
        }
        add(Json.object().put("thought", true).put("text", thought.text()), thought.marks(), at);
    }

    private void call(Part.ToolCall call, String at) {
        names.put(call.id(), call.name());
        if (!role.equals(MODEL)) {
            losses.coerced(at, "A tool call of another speaker than the model is sent as it stands.");
        }
        calls.add(call.id());
        ObjectNode function = Json.object();
        if (!call.id().isEmpty() && !CallIds.isInvented(call.id())) {
            function.put("id", call.id());
        }
        function.put("name", call.name());
        function.set("args", arguments(call, at));
        ObjectNode node = Json.object();
        node.set("functionCall", function);
        add(node, call.marks(), at);
    }

    private JsonNode arguments(Part.ToolCall call, String at) {
        if (call.kind() == Part.ToolKind.FUNCTION) {
            if (call.input().isBlank()) {
                return Json.object();
            }
            if (Json.readOrNull(call.input()) instanceof ObjectNode object) {
                return object;
            }
        }
        losses.coerced(at, "Arguments of a call must be a JSON object: sent as its field `input`.");
        return Json.object().put(ToolsEncoder.FREE_TEXT, call.input());
    }

    private void result(Part.ToolResult result, String at) {
        String name = result.name() == null ? names.get(result.callId()) : result.name();
        if (name == null) {
            losses.coerced(at, "No call with this id stands before: the id is sent as the function's name.");
            name = result.callId();
        }
        ObjectNode function = Json.object();
        if (!result.callId().isEmpty() && !CallIds.isInvented(result.callId())) {
            function.put("id", result.callId());
        }
        function.put("name", name);
        ArrayNode inside = Json.array();
        List<ObjectNode> behind = new ArrayList<>();
        String words = words(result, at, inside, behind);
        function.set("response", response(words, result.outcome()));
        if (!inside.isEmpty()) {
            function.set("parts", inside);
        }
        ObjectNode node = Json.object();
        node.set("functionResponse", function);
        refuse(result.marks().seal(), at);
        losses.marks(result.marks(), at, node);
        responses.add(new Response(result.callId(), node));
        parts.addAll(behind);
    }

    /// The words of a result; its media go inside it where the model takes them there, else behind it.
    private @Nullable String words(Part.ToolResult result, String around, ArrayNode inside, List<ObjectNode> behind) {
        StringBuilder words = null;
        for (Part part : result.parts()) {
            String at = LossList.path(part, around);
            switch (part) {
                case Part.Text text -> {
                    words = words == null ? new StringBuilder() : words.append('\n');
                    words.append(text.text());
                    uncited(text, at);
                    losses.nowhere(text.marks(), at);
                }
                case Part.Media medium -> {
                    ObjectNode node = media.part(medium, at);
                    losses.marks(medium.marks(), at, node);
                    refuse(medium.marks().seal(), at);
                    if (traits.resultMedia() == Traits.Support.YES && MediaEncoder.fitsResult(medium)) {
                        inside.add(node);
                    } else {
                        losses.coerced(at, "This model's tool results hold no such media: sent behind the result.");
                        behind.add(node);
                    }
                }
                case Part.Refusal _,
                        Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> {
                    losses.dropped(at, "A tool result of Gemini holds JSON and media only.");
                    losses.nowhere(part.marks(), at);
                }
            }
        }
        return words == null ? null : words.toString();
    }

    private static ObjectNode response(@Nullable String words, Part.Outcome outcome) {
        ObjectNode response = Json.object();
        if (words == null) {
            return outcome == Part.Outcome.OK ? response : response.put("error", "");
        }
        JsonNode read = Json.readOrNull(words);
        JsonNode value = read instanceof ObjectNode ? read : Json.string(words);
        return switch (outcome) {
            case OK -> {
                if (value instanceof ObjectNode object) {
                    yield object;
                }
                response.set("result", value);
                yield response;
            }
            case ERROR -> {
                response.set("error", value);
                yield response;
            }
        };
    }

    private void hostedCall(Part.HostedCall call, String at) {
        if (!HostedParts.isOurs(call.name())) {
            losses.dropped(at, "A call of another provider's own tool (" + call.name() + ") means nothing to Gemini.");
            losses.nowhere(call.marks(), at);
            return;
        }
        boolean code = call.name().equals(HostedParts.CODE);
        JsonNode input = Json.readOrNull(call.input());
        ObjectNode inner = Json.object();
        if (!CallIds.isInvented(call.id())) {
            inner.put("id", call.id());
        }
        if (code && input instanceof ObjectNode object) {
            object.forEachEntry(inner::set);
        } else if (code) {
            inner.put("code", call.input());
        } else {
            inner.put("toolType", call.name());
            inner.set("args", input == null ? Json.object().put(ToolsEncoder.FREE_TEXT, call.input()) : input);
        }
        ObjectNode node = Json.object();
        node.set(code ? HostedParts.CODE : "toolCall", inner);
        add(node, call.marks(), at);
    }

    private void hostedResult(Part.HostedResult result, String at) {
        boolean ours =
                result.kind().equals(HostedParts.CODE_RESULT) || result.kind().equals(HostedParts.TOOL_RESPONSE);
        if (!ours || !(result.content() instanceof ObjectNode content)) {
            losses.dropped(
                    at, "A result of another provider's own tool (" + result.kind() + ") means nothing to Gemini.");
            losses.nowhere(result.marks(), at);
            return;
        }
        ObjectNode inner = Json.object();
        if (!CallIds.isInvented(result.callId())) {
            inner.put("id", result.callId());
        }
        content.forEachEntry(inner::set);
        ObjectNode node = Json.object();
        node.set(result.kind(), inner);
        add(node, result.marks(), at);
    }

    private void foreign(Part.Foreign foreign, String at) {
        if (foreign.dialect().equals(GeminiProviderCodec.DIALECT) && foreign.raw() instanceof ObjectNode raw) {
            add(raw.deepCopy(), foreign.marks(), at);
            return;
        }
        losses.dropped(at, "A part that only " + foreign.dialect() + " knows.");
        losses.nowhere(foreign.marks(), at);
    }

    private void add(ObjectNode part, Marks marks, String at) {
        losses.marks(marks, at, part);
        Seal seal = marks.seal();
        if (seal != null && accepts(seal)) {
            part.put("thoughtSignature", seal.opaque());
        } else {
            refuse(seal, at);
        }
        parts.add(part);
    }

    private boolean accepts(@Nullable Seal seal) {
        return seal != null
                && (seal.issuer().equals(GeminiProviderCodec.ISSUER)
                        || traits.acceptedSeals().contains(seal.issuer()));
    }

    /// A seal that goes no further: it is another vendor's, or there is nothing it could stand on.
    private void refuse(@Nullable Seal seal, String at) {
        if (seal != null) {
            losses.dropped(at, "A signature of " + seal.issuer() + " has no place here.");
        }
    }

    private void flush() {
        if (responses.stream().anyMatch(response -> CallIds.isInvented(response.callId()))) {
            responses.sort(Comparator.comparingInt(response -> calls.indexOf(response.callId())));
        }
        ArrayNode all = Json.array();
        responses.forEach(response -> all.add(response.part()));
        parts.forEach(all::add);
        if (!all.isEmpty()) {
            contents.add(content(role, all));
        }
        if (role.equals(USER)) {
            calls = new ArrayList<>();
        }
        responses.clear();
        parts.clear();
    }

    private static ObjectNode content(String role, ArrayNode parts) {
        ObjectNode content = Json.object().put("role", role);
        content.set("parts", parts);
        return content;
    }
}
