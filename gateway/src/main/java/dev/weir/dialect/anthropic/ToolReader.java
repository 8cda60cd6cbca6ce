package dev.weir.dialect.anthropic;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads tools and the choice between them. Every tool that Anthropic defines, whoever runs it, is kept as it was
/// declared.
final class ToolReader {
    private final Fields root;
    private final Leftovers rest;

    /// @param rest of the request, where what is left of the choice goes
    ToolReader(Fields root, Leftovers rest) {
        this.root = root;
        this.rest = rest;
    }

    ToolSet read() {
        List<Tool> tools = new ArrayList<>();
        ArrayNode given = root.array("tools");
        for (int i = 0; given != null && i < given.size(); i++) {
            tools.add(tool(given.get(i), "/tools/" + i, "tools." + i));
        }
        Fields choice = root.object("tool_choice");
        if (choice == null) {
            return new ToolSet(tools, new ToolChoice.Unsaid(), null);
        }
        try {
            ToolChoice said = choice(choice);
            Boolean alone = choice.flag("disable_parallel_tool_use");
            rest.and("tool_choice", choice);
            return new ToolSet(tools, said, alone == null ? null : !alone);
        } catch (Fields.WrongType e) {
            throw Rejection.of(e, "tool_choice", "/tool_choice");
        }
    }

    private static ToolChoice choice(Fields choice) {
        String type = choice.text("type");
        return switch (type) {
            case null -> throw Rejection.missing("tool_choice", "type");
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" ->
                new ToolChoice.Named(Part.ToolKind.FUNCTION, BlockDecoder.required(choice, "name", "tool_choice.tool"));
            default -> throw Rejection.tag("tool_choice", type, "'any', 'auto', 'none', 'tool'");
        };
    }

    private static Tool tool(JsonNode raw, String at, String where) {
        if (!(raw instanceof ObjectNode object)) {
            throw new Rejection(where, "Input should be a valid dictionary");
        }
        Fields tool = new Fields(object, at, MessagesProviderCodec.DIALECT, Fields.Mode.STRICT);
        try {
            String type = tool.text("type");
            return type == null || type.equals("custom")
                    ? custom(tool, where + ".custom")
                    : new Tool.Hosted(
                            kind(type),
                            MessagesProviderCodec.DIALECT,
                            object,
                            Marks.at(new Extras(MessagesProviderCodec.DIALECT, at, Map.of())));
        } catch (Fields.WrongType e) {
            throw Rejection.of(e, where + ".custom", at);
        }
    }

    private static Tool custom(Fields tool, String where) {
        String name = BlockDecoder.required(tool, "name", where);
        @Nullable String description = tool.text("description");
        Fields schema = tool.object("input_schema");
        if (schema == null) {
            throw Rejection.missing(where, "input_schema");
        }
        Boolean strict = tool.flag("strict");
        return new Tool.Function(name, description, schema.node(), strict, BlockDecoder.marks(tool, where));
    }

    private static Tool.Hosted.Kind kind(String type) {
        if (type.startsWith("web_search")) {
            return Tool.Hosted.Kind.WEB_SEARCH;
        }
        if (type.startsWith("web_fetch")) {
            return Tool.Hosted.Kind.WEB_FETCH;
        }
        return type.startsWith("code_execution") ? Tool.Hosted.Kind.CODE_EXECUTION : Tool.Hosted.Kind.OTHER;
    }
}
