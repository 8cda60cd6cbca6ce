package dev.weir.dialect.bedrock;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `toolConfig`.
final class ToolReader {
    private ToolReader() {}

    /// @param rest takes what nobody reads
    static ToolSet read(@Nullable Fields config, Leftovers rest) {
        if (config == null) {
            return ToolSet.NONE;
        }
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : config.objects("tools")) {
            CacheMark mark = MessageReader.mark(tool);
            if (mark == null) {
                tools.add(tool(tool));
            } else if (!tools.isEmpty()) {
                tools.add(marked(tools.removeLast(), mark));
            }
        }
        Fields said = config.object("toolChoice");
        ToolChoice choice = said == null ? new ToolChoice.Unsaid() : choice(said);
        rest.and("toolConfig", config);
        return tools.isEmpty() && said == null ? ToolSet.NONE : new ToolSet(tools, choice, null);
    }

    private static Tool tool(Fields tool) {
        Fields spec = tool.object("toolSpec");
        if (spec == null) {
            String name = tool.node().path("systemTool").path("name").asString("");
            return new Tool.Hosted(kind(name), ConverseProviderCodec.DIALECT, tool.node(), Marks.NONE);
        }
        String name = spec.text("name");
        if (name == null || name.isEmpty()) {
            throw Rejection.missing(spec.at() + "/name");
        }
        Fields input = spec.object("inputSchema");
        JsonNode schema = input == null ? null : input.any("json");
        if (input == null || schema == null) {
            throw Rejection.missing(spec.at() + "/inputSchema/json");
        }
        String description = spec.text("description");
        Boolean strict = spec.flag("strict");
        Leftovers inner = new Leftovers(spec).and("inputSchema", input);
        return new Tool.Function(
                name,
                description,
                schema,
                strict,
                Marks.of(new Leftovers(tool).and("toolSpec", inner.extras()).extras()));
    }

    private static Tool.Hosted.Kind kind(String name) {
        return switch (name) {
            case "nova_grounding" -> Tool.Hosted.Kind.WEB_SEARCH;
            case "nova_code_interpreter" -> Tool.Hosted.Kind.CODE_EXECUTION;
            default -> Tool.Hosted.Kind.OTHER;
        };
    }

    private static Tool marked(Tool tool, CacheMark mark) {
        Marks marks = tool.marks().withCache(mark);
        return switch (tool) {
            case Tool.Function e -> new Tool.Function(e.name(), e.description(), e.schema(), e.strict(), marks);
            case Tool.Custom e -> new Tool.Custom(e.name(), e.description(), e.format(), marks);
            case Tool.Hosted e -> new Tool.Hosted(e.kind(), e.dialect(), e.raw(), marks);
        };
    }

    private static ToolChoice choice(Fields said) {
        Fields named = said.object("tool");
        if (named != null) {
            String name = named.text("name");
            if (name == null) {
                throw Rejection.missing(named.at() + "/name");
            }
            return new ToolChoice.Named(Part.ToolKind.FUNCTION, name);
        }
        if (said.has("any")) {
            return new ToolChoice.Required();
        }
        if (said.has("auto")) {
            return new ToolChoice.Auto();
        }
        throw new Rejection(said.at(), "it must be one of auto, any, tool");
    }
}
