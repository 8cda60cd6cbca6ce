package dev.weir.dialect.gemini;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the parts of Gemini's own tools are called, in the canonical model and on the wire.
final class HostedParts {
    /// Name of a call that runs code; every other hosted call is named by its `toolType`, e.g. `GOOGLE_SEARCH_WEB`.
    static final String CODE = "executableCode";

    static final String CODE_RESULT = "codeExecutionResult";
    static final String TOOL_RESPONSE = "toolResponse";

    private HostedParts() {}

    /// Whether a hosted call of a conversation is one of Gemini's own.
    static boolean isOurs(String name) {
        return name.equals(CODE) || !name.isEmpty() && name.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c == '_');
    }

    /// Gemini's word for a tool of another provider, by that provider's name for it.
    static String type(String name) {
        if (name.startsWith("file_search")) {
            return "FILE_SEARCH";
        }
        if (name.startsWith("web_fetch")) {
            return "URL_CONTEXT";
        }
        return name.contains("search") ? "GOOGLE_SEARCH_WEB" : "TOOL_TYPE_UNSPECIFIED";
    }

    /// What another provider's tool brought, as `toolResponse.response` has it.
    record Foreign(JsonNode content, Part.Outcome outcome) {}

    /// The object that holds what another provider's tool brought, whatever form that has.
    static ObjectNode response(JsonNode content, Part.Outcome outcome) {
        ObjectNode out = Json.object();
        out.set(
                switch (outcome) {
                    case OK -> "result";
                    case ERROR -> "error";
                },
                content);
        return out;
    }

    /// Takes out again what [#response] put there.
    static Foreign foreign(ObjectNode response) {
        JsonNode error = response.size() == 1 ? response.get("error") : null;
        JsonNode result = response.size() == 1 ? response.get("result") : null;
        return error == null
                ? new Foreign(result == null ? response : result, Part.Outcome.OK)
                : new Foreign(error, Part.Outcome.ERROR);
    }

    static ObjectNode without(ObjectNode node, String field) {
        ObjectNode out = node.deepCopy();
        out.remove(field);
        return out;
    }

    /// A citation whose text had gone before it came.
    static Extras lateCitation(Annotation citation, String at) {
        ObjectNode node = Json.object();
        put(node, "url", citation.url());
        put(node, "title", citation.title());
        put(node, "quote", citation.quote());
        if (citation.span() != null) {
            node.put("start", citation.span().start());
            node.put("end", citation.span().end());
        }
        citation.extras().fields().forEach(node::set);
        return new Extras(GeminiProviderCodec.DIALECT, at, Map.of("citation", node));
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
