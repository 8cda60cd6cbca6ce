package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Turn;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.DataUrl;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads one message of a request.
final class MessageReader {
    private static final List<String> ROLES = List.of("system", "user", "assistant", "tool");

    private MessageReader() {}

    static Turn read(Fields message) {
        String role = message.text("role");
        return switch (role) {
            case null -> throw Rejection.missing(message.at() + "/role");
            case "system" -> turn(Role.SYSTEM, content(message), message);
            case "user" -> turn(Role.USER, content(message), message);
            case "assistant" -> turn(Role.ASSISTANT, assistant(message), message);
            case "tool" -> tool(message);
            default -> throw Rejection.word(message.at() + "/role", role, ROLES);
        };
    }

    private static Turn turn(Role role, List<Part> parts, Fields message) {
        if (parts.isEmpty()) {
            throw Rejection.missing(message.at() + "/content");
        }
        return new Turn(role, parts, null, message.at(), Marks.of(message.rest()));
    }

    private static Turn tool(Fields message) {
        String id = message.text("tool_call_id");
        if (id == null) {
            throw Rejection.missing(message.at() + "/tool_call_id");
        }
        List<Part> parts = content(message);
        Part result = new Part.ToolResult(id, null, parts, Part.Outcome.OK, Marks.NONE);
        return new Turn(Role.TOOL, List.of(result), null, message.at(), Marks.of(message.rest()));
    }

    private static List<Part> content(Fields message) {
        JsonNode content = message.node().get("content");
        if (content != null && content.isString()) {
            message.skip("content");
            return List.of(new Part.Text(content.stringValue(), List.of(), place(message, "/content")));
        }
        List<Part> out = new ArrayList<>();
        for (Fields block : message.objects("content")) {
            out.add(block(block));
        }
        return out;
    }

    private static Marks marked(Fields block) {
        CacheMark cache = CacheMarks.read(block);
        return new Marks(null, cache, block.place());
    }

    private static Marks place(Fields message, String below) {
        return Marks.at(new Extras(RequestReader.OWNER, message.at() + below, Map.of()));
    }

    private static Part block(Fields block) {
        String type = block.text("type");
        return switch (type) {
            case null -> throw Rejection.missing(block.at() + "/type");
            case "text" -> new Part.Text(required(block, "text"), List.of(), marked(block));
            case "thinking" ->
                new Part.Thought(required(block, "thinking"), Part.Thought.Form.FULL, Marks.at(block.place()));
            case "image_url" -> image(block);
            case "document" -> {
                Fields document = block.object("document");
                if (document == null) {
                    throw Rejection.missing(block.at() + "/document");
                }
                yield DocumentReader.result(document);
            }
            default ->
                throw Rejection.word(block.at() + "/type", type, List.of("text", "image_url", "thinking", "document"));
        };
    }

    private static String required(Fields fields, String name) {
        String value = fields.text(name);
        if (value == null) {
            throw Rejection.missing(fields.at() + "/" + name);
        }
        return value;
    }

    private static Part image(Fields block) {
        Fields image = block.object("image_url");
        if (image == null) {
            throw Rejection.missing(block.at() + "/image_url");
        }
        String url = required(image, "url");
        Marks marks = Marks.at(new Leftovers(block).and("image_url", image).place());
        if (!url.startsWith("data:")) {
            return new Part.Media(Part.MediaKind.IMAGE, new Part.Source.Url(url), null, null, marks);
        }
        try {
            DataUrl data = DataUrl.read(url, image.at() + "/url");
            return new Part.Media(
                    Part.MediaKind.IMAGE, new Part.Source.Inline(data.base64()), data.mime(), null, marks);
        } catch (OpenAiRejection e) {
            throw new Rejection(image.at() + "/url", "it is no base64 data URL");
        }
    }

    /// The plan stands before the calls, and citations on the text that they name, or the first.
    private static List<Part> assistant(Fields message) {
        List<Part> out = new ArrayList<>();
        String plan = message.text("tool_plan");
        if (plan != null && !plan.isEmpty()) {
            out.add(new Part.Thought(plan, Part.Thought.Form.SUMMARY, place(message, "/tool_plan")));
        }
        int before = out.size();
        out.addAll(message.has("content") ? content(message) : List.of());
        cite(message, out, before);
        for (Fields call : message.objects("tool_calls")) {
            call.skip("type");
            Fields function = call.object("function");
            if (function == null) {
                throw Rejection.missing(call.at() + "/function");
            }
            out.add(new Part.ToolCall(
                    required(call, "id"),
                    Part.ToolKind.FUNCTION,
                    required(function, "name"),
                    function.has("arguments") ? required(function, "arguments") : "",
                    Marks.at(new Leftovers(call).and("function", function).place())));
        }
        return out;
    }

    /// @param from where the blocks of the content begin
    private static void cite(Fields message, List<Part> parts, int from) {
        for (Fields citation : message.objects("citations")) {
            int said = citation.node().path("content_index").asInt(-1);
            int at = said < 0 ? firstText(parts) : from + said;
            if (at >= 0
                    && at < parts.size()
                    && parts.get(at) instanceof Part.Text text
                    && Citations.isOnText(citation.node())) {
                List<Annotation> more = new ArrayList<>(text.annotations());
                more.add(Citations.read(citation, text.text()));
                parts.set(at, new Part.Text(text.text(), more, text.marks()));
            } else {
                message.leave("citations");
            }
        }
    }

    private static int firstText(List<Part> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Text) {
                return i;
            }
        }
        return -1;
    }
}
