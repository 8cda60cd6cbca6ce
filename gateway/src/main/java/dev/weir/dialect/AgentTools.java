package dev.weir.dialect;

import dev.weir.chat.Tool;
import dev.weir.chat.ToolSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The tools that Anthropic defines and the application runs (a shell, an editor, a memory, a computer), spelled out as
/// functions for models that do not know them by name: their calls are the same.
public final class AgentTools {
    private static final String ANTHROPIC = "anthropic-messages";
    private static final String TEXT = "string";
    private static final String NUMBER = "integer";

    private AgentTools() {}

    /// The same tools, those of the application's as functions.
    public static ToolSet spelledOut(ToolSet set, LossList losses) {
        List<Tool> tools = null;
        for (int i = 0; i < set.tools().size(); i++) {
            Tool.Function function = set.tools().get(i) instanceof Tool.Hosted hosted ? function(hosted) : null;
            if (function != null) {
                tools = tools == null ? new ArrayList<>(set.tools()) : tools;
                tools.set(i, function);
                losses.coerced(
                        losses.path(set.tools().get(i), i),
                        "a tool that Anthropic's models know by name goes as a function with its parameters");
            }
        }
        return tools == null ? set : new ToolSet(tools, set.choice(), set.parallel());
    }

    private static Tool.@Nullable Function function(Tool.Hosted hosted) {
        if (!hosted.dialect().equals(ANTHROPIC) || !(hosted.raw() instanceof ObjectNode raw)) {
            return null;
        }
        String type = raw.path("type").asString("");
        String name = raw.path("name").asString("");
        int version = type.lastIndexOf('_');
        return switch (version < 0 || name.isEmpty() ? "" : type.substring(0, version)) {
            case "bash" -> tool(hosted, name, "Runs a command in a shell that stays open.", bash());
            case "text_editor" -> tool(hosted, name, "Views and edits text files." + settings(raw), editor());
            case "memory" -> tool(hosted, name, "Views and edits the files of your memory.", memory());
            case "computer" -> tool(hosted, name, "Uses a computer by its screen." + settings(raw), computer());
            default -> null;
        };
    }

    private static Tool.Function tool(Tool.Hosted hosted, String name, String description, ObjectNode schema) {
        return new Tool.Function(name, description, schema, null, hosted.marks());
    }

    /// What the caller set, in words: `display_width_px: 1024`.
    private static String settings(ObjectNode raw) {
        StringBuilder out = new StringBuilder();
        raw.forEachEntry((name, value) -> {
            if (value.isNumber() || value.isBoolean()) {
                out.append(' ').append(name).append(": ").append(value).append('.');
            }
        });
        return out.toString();
    }

    private static ObjectNode bash() {
        ObjectNode schema = schema();
        field(schema, "command", TEXT, "What to run.");
        field(schema, "restart", "boolean", "Begins a new shell.");
        return schema;
    }

    private static ObjectNode editor() {
        ObjectNode schema = files("view", "create", "str_replace", "insert");
        return required(schema, "command", "path");
    }

    private static ObjectNode memory() {
        ObjectNode schema = files("view", "create", "str_replace", "insert", "delete", "rename");
        field(schema, "old_path", TEXT, "Of `rename`.");
        field(schema, "new_path", TEXT, "Of `rename`.");
        return required(schema, "command");
    }

    private static ObjectNode files(String... commands) {
        ObjectNode schema = schema();
        choice(schema, "command", commands);
        field(schema, "path", TEXT, "Of the file or folder.");
        field(schema, "file_text", TEXT, "All of the file, of `create`.");
        field(schema, "old_str", TEXT, "What is replaced; it stands in the file once.");
        field(schema, "new_str", TEXT, "What stands there then.");
        field(schema, "insert_line", NUMBER, "The line behind which `insert` inserts; 0 is the beginning.");
        field(schema, "insert_text", TEXT, "What `insert` inserts.");
        list(schema, "view_range", "First and last line of `view`; -1 is the end.");
        return schema;
    }

    private static ObjectNode computer() {
        ObjectNode schema = schema();
        choice(
                schema,
                "action",
                "screenshot",
                "left_click",
                "right_click",
                "middle_click",
                "double_click",
                "triple_click",
                "left_click_drag",
                "left_mouse_down",
                "left_mouse_up",
                "mouse_move",
                "cursor_position",
                "scroll",
                "key",
                "hold_key",
                "type",
                "wait",
                "zoom");
        list(schema, "coordinate", "x and y, in pixels.");
        list(schema, "start_coordinate", "Where a drag begins.");
        list(schema, "region", "x0, y0, x1 and y1 of `zoom`.");
        field(schema, "text", TEXT, "What is typed, or the key.");
        field(schema, "duration", "number", "Seconds of `wait` and `hold_key`.");
        field(schema, "scroll_amount", NUMBER, "Clicks of the wheel.");
        choice(schema, "scroll_direction", "up", "down", "left", "right");
        return required(schema, "action");
    }

    private static ObjectNode schema() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private static ObjectNode property(ObjectNode schema, String name, String type) {
        return schema.withObjectProperty("properties").putObject(name).put("type", type);
    }

    private static void field(ObjectNode schema, String name, String type, String description) {
        property(schema, name, type).put("description", description);
    }

    private static void list(ObjectNode schema, String name, String description) {
        ObjectNode list = property(schema, name, "array").put("description", description);
        list.putObject("items").put("type", NUMBER);
    }

    private static void choice(ObjectNode schema, String name, String... values) {
        ArrayNode words = property(schema, name, TEXT).putArray("enum");
        for (String value : values) {
            words.add(value);
        }
    }

    private static ObjectNode required(ObjectNode schema, String... names) {
        ArrayNode list = schema.putArray("required");
        for (String name : names) {
            JsonNode word = Json.string(name);
            list.add(word);
        }
        return schema;
    }
}
