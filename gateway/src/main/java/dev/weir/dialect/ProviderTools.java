package dev.weir.dialect;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Tool;
import dev.weir.chat.Tool.Hosted.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Tools that providers run themselves, known by their providers' words in whichever dialect a client writes them.
public final class ProviderTools {
    private static final String ANTHROPIC = "anthropic-messages";
    private static final String GEMINI = "gemini";
    private static final String RESPONSES = "openai-responses";
    private static final String CHAT = "openai-chat";
    /// As dated versions of OpenAI's tools end.
    private static final Pattern DATE = Pattern.compile("_20\\d\\d_\\d\\d_\\d\\d$");

    private static final Pattern ANTHROPIC_TYPE = Pattern.compile("[a-z_]+_20\\d{6}|mcp_toolset");

    private static final Map<String, Kind> RESPONSES_TYPES = Map.ofEntries(
            Map.entry("web_search", Kind.WEB_SEARCH),
            Map.entry("web_search_preview", Kind.WEB_SEARCH),
            Map.entry("file_search", Kind.FILE_SEARCH),
            Map.entry("code_interpreter", Kind.CODE_EXECUTION),
            Map.entry("image_generation", Kind.OTHER),
            Map.entry("mcp", Kind.OTHER),
            Map.entry("computer", Kind.OTHER),
            Map.entry("computer_use_preview", Kind.OTHER),
            Map.entry("local_shell", Kind.OTHER),
            Map.entry("shell", Kind.OTHER),
            Map.entry("apply_patch", Kind.OTHER),
            Map.entry("tool_search", Kind.OTHER),
            Map.entry("programmatic_tool_calling", Kind.OTHER),
            Map.entry("x_search", Kind.OTHER));

    /// Hosted tools of compatible hosts, in Chat's own frame.
    private static final Map<String, Kind> CHAT_TYPES = Map.of(
            "browser_search", Kind.WEB_SEARCH,
            "openrouter:web_search", Kind.WEB_SEARCH,
            "builtin_function", Kind.OTHER);

    private static final Map<String, Kind> GEMINI_KEYS = Map.ofEntries(
            Map.entry("googleSearch", Kind.WEB_SEARCH),
            Map.entry("google_search", Kind.WEB_SEARCH),
            Map.entry("googleSearchRetrieval", Kind.WEB_SEARCH),
            Map.entry("google_search_retrieval", Kind.WEB_SEARCH),
            Map.entry("enterpriseWebSearch", Kind.WEB_SEARCH),
            Map.entry("enterprise_web_search", Kind.WEB_SEARCH),
            Map.entry("codeExecution", Kind.CODE_EXECUTION),
            Map.entry("code_execution", Kind.CODE_EXECUTION),
            Map.entry("urlContext", Kind.WEB_FETCH),
            Map.entry("url_context", Kind.WEB_FETCH),
            Map.entry("fileSearch", Kind.FILE_SEARCH),
            Map.entry("file_search", Kind.FILE_SEARCH),
            Map.entry("googleMaps", Kind.OTHER),
            Map.entry("google_maps", Kind.OTHER),
            Map.entry("computerUse", Kind.OTHER),
            Map.entry("computer_use", Kind.OTHER));

    private ProviderTools() {}

    /// The tool of a declaration that bears this type, or null when no provider has one.
    public static Tool.@Nullable Hosted typed(String type, ObjectNode raw, Marks marks) {
        if (ANTHROPIC_TYPE.matcher(type).matches()) {
            return new Tool.Hosted(anthropicKind(type), ANTHROPIC, raw, marks);
        }
        Kind responses = RESPONSES_TYPES.get(DATE.matcher(type).replaceFirst(""));
        if (responses != null) {
            return new Tool.Hosted(responses, RESPONSES, raw, marks);
        }
        Kind chat = CHAT_TYPES.get(type);
        return chat == null ? null : new Tool.Hosted(chat, CHAT, raw, marks);
    }

    /// The tools of a declaration without a type, each key of which is one of Gemini's; none when any is not.
    public static List<Tool> untyped(Fields tool) {
        ObjectNode raw = tool.node();
        Marks place = Marks.at(new Extras(tool.owner(), tool.at(), Map.of()));
        List<Tool> found = new ArrayList<>();
        raw.forEachEntry((key, value) -> {
            Kind kind = GEMINI_KEYS.get(key);
            if (kind != null) {
                ObjectNode one = Json.object();
                one.set(key, value);
                found.add(new Tool.Hosted(kind, GEMINI, one, place));
            }
        });
        return found.size() < raw.size() ? List.of() : found;
    }

    private static Kind anthropicKind(String type) {
        return switch (type.substring(0, Math.max(type.lastIndexOf('_'), 0))) {
            case "web_search" -> Kind.WEB_SEARCH;
            case "web_fetch" -> Kind.WEB_FETCH;
            case "code_execution" -> Kind.CODE_EXECUTION;
            default -> Kind.OTHER;
        };
    }
}
