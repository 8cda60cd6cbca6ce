package dev.weir.dialect.openai;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Turn;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the messages of a request, and holds them to the API's order: what an assistant calls is answered right
/// behind it, and nothing else is.
final class MessageReader {
    private static final List<String> ROLES = List.of("system", "assistant", "user", "function", "tool", "developer");
    private static final List<String> PARTS = List.of("text", "image_url", "input_audio", "refusal", "audio", "file");

    private final List<Turn> turns = new ArrayList<>();
    /// Calls of the last assistant message by id, and which of them were not answered yet.
    private final Map<String, String> calls = new LinkedHashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    List<Turn> read(List<Fields> messages) {
        for (Fields message : messages) {
            turns.add(turn(message));
        }
        requireAnswered();
        return turns;
    }

    private Turn turn(Fields message) {
        String role = message.text("role");
        if (role == null) {
            throw OpenAiRejection.missing(message.at() + "/role");
        }
        switch (role) {
            case "tool", "function" -> {}
            default -> requireAnswered();
        }
        return switch (role) {
            case "system" -> spoken(Role.SYSTEM, message);
            case "developer" -> spoken(Role.DEVELOPER, message);
            case "user" -> spoken(Role.USER, message);
            case "assistant" -> assistant(message);
            case "tool" -> tool(message);
            case "function" -> function(message);
            default -> throw OpenAiRejection.value(message.at() + "/role", role, ROLES);
        };
    }

    private void requireAnswered() {
        if (!open.isEmpty()) {
            throw OpenAiRejection.said(
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                            + String.join(", ", open),
                    "/messages",
                    null);
        }
        calls.clear();
    }

    private Turn spoken(Role role, Fields message) {
        List<Part> parts = content(message, role);
        if (parts.isEmpty() && !message.has("content")) {
            throw nothingSaid(message);
        }
        return turn(role, parts, message, message.text("name"));
    }

    private Turn assistant(Fields message) {
        List<Part> said = content(message, Role.ASSISTANT);
        String refusal = message.text("refusal");
        List<Part> called = new ArrayList<>();
        for (Fields call : message.objects("tool_calls")) {
            called.add(call(call));
        }
        Fields legacy = message.object("function_call");
        // Some hosts write every field, and their clients send all of them back.
        if (legacy != null && !legacy.node().path("name").asString("-").isEmpty()) {
            called.add(legacyCall(legacy));
        }
        ThoughtReader thinking = new ThoughtReader(calls.keySet());
        thinking.read(message);
        List<Part> parts = new ArrayList<>(thinking.thoughts());
        boolean silent = said.size() == 1
                && said.getFirst() instanceof Part.Text only
                && only.text().isEmpty();
        if (!silent || parts.isEmpty() && called.isEmpty() && refusal == null) {
            parts.addAll(said);
        }
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal, Marks.NONE));
        }
        images(message, parts);
        sealText(message, parts);
        for (Part part : called) {
            Seal seal =
                    part instanceof Part.ToolCall call ? thinking.callSeals().get(call.id()) : null;
            parts.add(seal == null ? part : part.withSeal(seal));
        }
        if (parts.isEmpty() && !message.has("audio")) {
            throw nothingSaid(message);
        }
        return turn(Role.ASSISTANT, parts, message, message.text("name"));
    }

    private Turn tool(Fields message) {
        String id = message.text("tool_call_id");
        if (id == null) {
            throw OpenAiRejection.missing(message.at() + "/tool_call_id");
        }
        if (!calls.containsKey(id)) {
            throw OpenAiRejection.said(
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                            + " 'tool_calls'. No call with the id '" + id + "' stands before this message.",
                    message.at() + "/role",
                    null);
        }
        return answer(message, id);
    }

    /// The deprecated form of a tool's answer, which names the function and no call.
    private Turn function(Fields message) {
        String name = message.text("name");
        if (name == null) {
            throw OpenAiRejection.missing(message.at() + "/name");
        }
        String id = calls.entrySet().stream()
                .filter(call -> call.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> OpenAiRejection.said(
                        "Invalid parameter: messages with role 'function' must be a response to a preceeding message"
                                + " with 'function_call'. No call of '" + name + "' stands before this message.",
                        message.at() + "/role",
                        null));
        return answer(message, id);
    }

    private Turn answer(Fields message, String id) {
        List<Part> content = content(message, Role.TOOL);
        if (content.isEmpty() && !message.has("content")) {
            throw nothingSaid(message);
        }
        open.remove(id);
        String name = message.text("name");
        Marks marks = new Marks(null, CacheMarks.read(message), message.rest());
        Part result = new Part.ToolResult(id, name, content, Part.Outcome.OK, Marks.NONE);
        return new Turn(Role.TOOL, List.of(result), null, message.at(), marks);
    }

    private static Turn turn(Role role, List<Part> parts, Fields message, @Nullable String name) {
        CacheMark cache = CacheMarks.read(message);
        Fields extra = objectOrNull(message, "extra_content");
        Leftovers rest = new Leftovers(message);
        if (extra != null) {
            rest.and("extra_content", leftOfGoogle(extra));
        }
        return new Turn(role, parts, name, message.at(), new Marks(null, cache, rest.extras()));
    }

    private static OpenAiRejection nothingSaid(Fields message) {
        String at = message.at() + "/content";
        return message.node().has("content")
                ? OpenAiRejection.type(at, "one of a string or array of objects", "null")
                : OpenAiRejection.missing(at);
    }

    private List<Part> content(Fields message, Role role) {
        JsonNode content = message.any("content");
        return switch (content) {
            case null -> List.of();
            case ArrayNode array -> parts(array, message.at() + "/content", role, message.at());
            case JsonNode text when text.isString() -> List.of(words(text.stringValue(), message));
            default ->
                throw new Fields.WrongType(message.at() + "/content", "one of a string or array of objects", content);
        };
    }

    private static Part words(String text, Fields message) {
        Extras place = new Extras(ChatClientCodec.DIALECT, message.at() + "/content", Map.of());
        return new Part.Text(text, List.of(), Marks.at(place));
    }

    private List<Part> parts(ArrayNode array, String at, Role role, String messageAt) {
        List<Part> parts = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof ObjectNode node)) {
                throw new Fields.WrongType(at + "/" + i, "an object", array.get(i));
            }
            Part part = part(new Fields(node, at + "/" + i, ChatClientCodec.DIALECT, Fields.Mode.STRICT));
            if (part instanceof Part.Media && (role == Role.SYSTEM || role == Role.DEVELOPER)) {
                throw OpenAiRejection.said(
                        "Invalid '" + OpenAiRejection.param(messageAt)
                                + "'. Image URLs are only allowed for messages with role"
                                + " 'user', but this message with role '"
                                + (role == Role.SYSTEM ? "system" : "developer") + "' contains an image URL.",
                        messageAt,
                        "invalid_value");
            }
            parts.add(part);
        }
        return parts;
    }

    private static Part part(Fields part) {
        String type = part.text("type");
        if (type == null) {
            throw OpenAiRejection.missing(part.at() + "/type");
        }
        return switch (type) {
            case "text" -> {
                String text = part.text("text");
                if (text == null) {
                    throw OpenAiRejection.missing(part.at() + "/text");
                }
                yield new Part.Text(text, List.of(), marks(part));
            }
            case "refusal" -> {
                String text = part.text("refusal");
                if (text == null) {
                    throw OpenAiRejection.missing(part.at() + "/refusal");
                }
                yield new Part.Refusal(text, marks(part));
            }
            case "image_url" -> MediaReader.url(part, "image_url", MediaKind.IMAGE);
            case "video_url" -> MediaReader.url(part, "video_url", MediaKind.VIDEO);
            case "input_audio" -> MediaReader.audio(part);
            case "file" -> MediaReader.file(part);
            case "document_url" -> MediaReader.document(part);
            // What Mistral's answers cite by the numbers of what the caller gave.
            case "reference" ->
                new Part.Foreign(
                        ChatClientCodec.DIALECT,
                        part.node(),
                        Marks.at(new Extras(ChatClientCodec.DIALECT, part.at(), Map.of())));
            case "thinking", "redacted_thinking" -> {
                ThoughtReader reader = new ThoughtReader(Set.of());
                reader.block(part);
                yield reader.thoughts().getFirst();
            }
            default -> throw OpenAiRejection.value(part.at() + "/type", type, PARTS);
        };
    }

    private static Marks marks(Fields part) {
        return new Marks(null, CacheMarks.read(part), part.place());
    }

    private Part call(Fields call) {
        String id = call.text("id");
        if (id == null) {
            throw OpenAiRejection.missing(call.at() + "/id");
        }
        String type = call.text("type");
        if (type != null && !type.equals("function") && !type.equals("custom")) {
            throw OpenAiRejection.value(call.at() + "/type", type, List.of("function", "custom"));
        }
        boolean custom = "custom".equals(type);
        String body = custom ? "custom" : "function";
        Fields inner = call.object(body);
        if (inner == null) {
            throw OpenAiRejection.missing(call.at() + "/" + body);
        }
        String name = inner.text("name");
        String input = inner.text(custom ? "input" : "arguments");
        if (name == null || input == null) {
            throw OpenAiRejection.missing(inner.at() + (name == null ? "/name" : custom ? "/input" : "/arguments"));
        }
        call.skip("index");
        Fields extra = objectOrNull(call, "extra_content");
        Seal seal = extra == null ? null : google(extra);
        CacheMark cache = CacheMarks.read(call);
        Leftovers rest = new Leftovers(call).and(body, inner);
        if (extra != null) {
            rest.and("extra_content", leftOfGoogle(extra));
        }
        calls.put(id, name);
        open.add(id);
        Part.ToolKind kind = custom ? Part.ToolKind.CUSTOM : Part.ToolKind.FUNCTION;
        return new Part.ToolCall(id, kind, name, input, new Marks(seal, cache, rest.place()));
    }

    /// The deprecated form of a call has no id: its place in the conversation makes one.
    private Part legacyCall(Fields call) {
        String name = call.text("name");
        String input = call.text("arguments");
        if (name == null || input == null) {
            throw OpenAiRejection.missing(call.at() + (name == null ? "/name" : "/arguments"));
        }
        String id = "call_" + turns.size();
        calls.put(id, name);
        open.add(id);
        return new Part.ToolCall(id, Part.ToolKind.FUNCTION, name, input, Marks.at(call.place()));
    }

    /// Pictures that a model made, in OpenRouter's form: `images:[{"type":"image_url","image_url":{"url":…}}]`.
    private static void images(Fields message, List<Part> parts) {
        for (Fields image : message.objects("images")) {
            image.skip("index");
            parts.add(MediaReader.url(image, "image_url", MediaKind.IMAGE));
        }
    }

    /// Puts a thought signature that stands on the message onto its last text.
    private static void sealText(Fields message, List<Part> parts) {
        Fields extra = objectOrNull(message, "extra_content");
        Seal seal = extra == null ? null : google(extra);
        if (seal == null) {
            return;
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Text) {
                parts.set(i, parts.get(i).withSeal(seal));
                return;
            }
        }
        parts.add(new Part.Text("", List.of(), Marks.of(seal)));
    }

    /// The signature of `{"google":{"thought_signature":…}}`, as Google's own OpenAI-compatible endpoint has it.
    private static @Nullable Seal google(Fields extra) {
        Fields google = objectOrNull(extra, "google");
        String signature = google == null ? null : google.text("thought_signature");
        return signature == null || signature.isEmpty() ? null : new Seal(Issuers.GOOGLE, signature);
    }

    private static Extras leftOfGoogle(Fields extra) {
        Fields google = objectOrNull(extra, "google");
        if (google != null) {
            google.skip("thought_signature");
        }
        return new Leftovers(extra).and("google", google).extras();
    }

    private static @Nullable Fields objectOrNull(Fields fields, String name) {
        JsonNode value = fields.node().get(name);
        return value instanceof ObjectNode ? fields.object(name) : null;
    }
}
