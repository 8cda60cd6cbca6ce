package dev.weir.dialect.anthropic;

import dev.weir.chat.Tool;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says other dialects' hosted tools in Anthropic's words.
///
/// Of the dated versions it takes those that every active model knows: the newer ones filter their results by running
/// code, which the caller did not ask for and older models refuse.
final class HostedTools {
    private static final String WEB_SEARCH = "web_search_20250305";
    private static final String WEB_FETCH = "web_fetch_20250910";
    private static final String CODE_EXECUTION = "code_execution_20250825";

    private final Losses losses;

    HostedTools(Losses losses) {
        this.losses = losses;
    }

    /// The declaration, or null when Anthropic runs nothing like it.
    ///
    /// @param at of the tool
    @Nullable
    ObjectNode write(Tool.Hosted tool, String at) {
        if (tool.dialect().equals(MessagesProviderCodec.DIALECT)) {
            if (tool.raw() instanceof ObjectNode raw) {
                return raw.deepCopy();
            }
            losses.dropped(at, "a hosted tool that is no object");
            return null;
        }
        Settings settings = settings(tool, at);
        return switch (tool.kind()) {
            case WEB_SEARCH -> webSearch(settings);
            case WEB_FETCH -> plain(settings, WEB_FETCH, "web_fetch");
            case CODE_EXECUTION -> plain(settings, CODE_EXECUTION, "code_execution");
            case FILE_SEARCH -> {
                losses.dropped(at, "Anthropic searches no files");
                yield null;
            }
            case OTHER -> {
                losses.dropped(at, "a hosted tool that only " + tool.dialect() + " has");
                yield null;
            }
        };
    }

    /// What a declaration says of its tool.
    ///
    /// @param at JSON pointer of it
    private record Settings(JsonNode node, String at) {}

    /// Gemini keeps settings under the tool's name, where others have a type; OpenAI Chat has the web search beside the
    /// tools, and no type either.
    private static Settings settings(Tool.Hosted tool, String at) {
        JsonNode raw = tool.raw();
        if (tool.dialect().equals("gemini") && raw.isObject() && raw.size() == 1) {
            String name = raw.propertyNames().iterator().next();
            return new Settings(raw.get(name), Losses.below(at, name));
        }
        boolean beside = tool.dialect().equals("openai-chat") && !raw.has("type");
        return new Settings(raw, beside ? "/web_search_options" : at);
    }

    private ObjectNode plain(Settings settings, String type, String name) {
        losses.renamed(settings.at(), "the hosted tool is Anthropic's " + type);
        settings.node().forEachEntry((field, value) -> {
            boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
            if (says && !field.equals("type")) {
                losses.dropped(Losses.below(settings.at(), field), "Anthropic's tool has no such setting");
            }
        });
        return Json.object().put("type", type).put("name", name);
    }

    private ObjectNode webSearch(Settings settings) {
        losses.renamed(settings.at(), "the hosted tool is Anthropic's " + WEB_SEARCH);
        ObjectNode out = Json.object().put("type", WEB_SEARCH).put("name", "web_search");
        settings.node().forEachEntry((name, value) -> {
            boolean said = switch (name) {
                case "type" -> true;
                case "user_location" -> location(out, value);
                case "filters" -> domains(out, value);
                case "excludeDomains", "exclude_domains" -> list(out, "blocked_domains", value);
                default -> value.isNull() || value.isContainer() && value.isEmpty();
            };
            if (!said) {
                losses.dropped(Losses.below(settings.at(), name), "Anthropic's web search has no such setting");
            }
        });
        return out;
    }

    /// OpenAI Chat wraps the place once more than Responses and Anthropic do.
    private static boolean location(ObjectNode out, JsonNode value) {
        JsonNode inner = value.get("approximate");
        if (!((inner == null ? value : inner) instanceof ObjectNode place)) {
            return value.isNull();
        }
        ObjectNode location = Json.object().put("type", "approximate");
        for (String name : new String[] {"city", "region", "country", "timezone"}) {
            JsonNode part = place.get(name);
            if (part != null && part.isString()) {
                location.set(name, part);
            }
        }
        out.set("user_location", location);
        return true;
    }

    /// Anthropic takes domains that are allowed or domains that are not, never both.
    private static boolean domains(ObjectNode out, JsonNode filters) {
        JsonNode allowed = filters.get("allowed_domains");
        JsonNode blocked = filters.get("blocked_domains");
        boolean hasAllowed = allowed != null && list(out, "allowed_domains", allowed);
        if (blocked == null || blocked.isEmpty()) {
            return filters.isNull() || filters.isEmpty() || hasAllowed;
        }
        return !hasAllowed && list(out, "blocked_domains", blocked);
    }

    private static boolean list(ObjectNode out, String name, JsonNode value) {
        if (!(value instanceof ArrayNode) || value.isEmpty()) {
            return false;
        }
        out.set(name, value);
        return true;
    }
}
