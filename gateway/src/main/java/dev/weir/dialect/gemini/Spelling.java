package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The one spelling of field names that the decoders read. The service takes and some of its relays write both
/// `camelCase` and `snake_case`; here every name of the format becomes camelCase.
///
/// Names that are a caller's own stay untouched: those inside arguments, function responses and metadata of parts.
final class Spelling {
    /// What a caller or a tool named, and the usage block, which is kept verbatim.
    private static final Set<String> OPAQUE =
            Set.of("args", "response", "partMetadata", "usageMetadata", "partialArgs");

    private static final Map<String, String> CAMEL = Stream.of(
                    "avgLogprobs",
                    "blockReason",
                    "blockReasonMessage",
                    "chosenCandidates",
                    "citationMetadata",
                    "codeExecutionResult",
                    "confidenceScores",
                    "continuationToken",
                    "createTime",
                    "documentName",
                    "endIndex",
                    "executableCode",
                    "fileData",
                    "fileSearchStore",
                    "fileUri",
                    "finishMessage",
                    "finishReason",
                    "functionCall",
                    "functionResponse",
                    "groundingChunkIndices",
                    "groundingChunks",
                    "groundingMetadata",
                    "groundingSupports",
                    "imageUri",
                    "inlineData",
                    "logProbability",
                    "logprobsResult",
                    "mimeType",
                    "modelVersion",
                    "partIndex",
                    "partMetadata",
                    "partialArgs",
                    "placeId",
                    "promptFeedback",
                    "renderedContent",
                    "responseId",
                    "retrievedContext",
                    "safetyRatings",
                    "searchEntryPoint",
                    "sourceUri",
                    "startIndex",
                    "thoughtSignature",
                    "tokenId",
                    "toolCall",
                    "toolResponse",
                    "toolType",
                    "topCandidates",
                    "urlContextMetadata",
                    "usageMetadata",
                    "videoMetadata",
                    "webSearchQueries",
                    "willContinue")
            .collect(Collectors.toUnmodifiableMap(Spelling::snake, name -> name));

    private Spelling() {}

    /// The same tree with the format's own names in camelCase: the very same object where nothing was to be done.
    static ObjectNode camel(ObjectNode node) {
        return isCamel(node) ? node : object(node);
    }

    /// `snake_case` of a camelCase name.
    static String snake(String camel) {
        var out = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.append('_').append((char) (c + 'a' - 'A'));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isCamel(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                String name = entry.getKey();
                if (CAMEL.containsKey(name) || !OPAQUE.contains(name) && !isCamel(entry.getValue())) {
                    return false;
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (JsonNode element : array) {
                if (!isCamel(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static ObjectNode object(ObjectNode node) {
        ObjectNode out = Json.object();
        for (var entry : node.properties()) {
            String name = CAMEL.getOrDefault(entry.getKey(), entry.getKey());
            out.set(name, OPAQUE.contains(name) ? entry.getValue() : any(entry.getValue()));
        }
        return out;
    }

    private static JsonNode any(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object(object);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode out = Json.array();
            for (JsonNode element : array) {
                out.add(any(element));
            }
            return out;
        }
        return node;
    }
}
