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
/// `camelCase` and `snake_case`, and Google's SDK for Python mixes them; here every name of the format becomes
/// camelCase.
///
/// Names that are a caller's own stay untouched: those inside arguments, function responses, metadata of parts, labels
/// and schemas (which have a reader of their own).
final class Spelling {
    static final Spelling ANSWER = new Spelling(
            // What a caller or a tool named, and the usage block, which is kept verbatim.
            Set.of("args", "response", "partMetadata", "usageMetadata", "partialArgs"),
            Stream.of(
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
                    "willContinue"));

    static final Spelling REQUEST = new Spelling(
            Set.of(
                    "args",
                    "response",
                    "partMetadata",
                    "partialArgs",
                    "labels",
                    "parameters",
                    "parametersJsonSchema",
                    "responseSchema",
                    "responseJsonSchema"),
            Stream.of(
                    "allowedFunctionNames",
                    "audioTimestamp",
                    "cachedContent",
                    "candidateCount",
                    "codeExecution",
                    "codeExecutionResult",
                    "computerUse",
                    "continuationToken",
                    "displayName",
                    "enterpriseWebSearch",
                    "exaAiSearch",
                    "executableCode",
                    "fileData",
                    "fileSearch",
                    "fileUri",
                    "frequencyPenalty",
                    "functionCall",
                    "functionCallingConfig",
                    "functionDeclarations",
                    "functionResponse",
                    "generationConfig",
                    "generationOutputConfig",
                    "googleMaps",
                    "googleSearch",
                    "googleSearchRetrieval",
                    "imageConfig",
                    "includeServerSideToolInvocations",
                    "includeThoughts",
                    "inlineData",
                    "maxOutputTokens",
                    "mcpServers",
                    "mediaResolution",
                    "mimeType",
                    "modelArmorConfig",
                    "parallelAiSearch",
                    "parametersJsonSchema",
                    "partMetadata",
                    "partialArgs",
                    "presencePenalty",
                    "responseJsonSchema",
                    "responseLogprobs",
                    "responseMimeType",
                    "responseModalities",
                    "responseSchema",
                    "retrievalConfig",
                    "safetySettings",
                    "serviceTier",
                    "speechConfig",
                    "stopSequences",
                    "streamFunctionCallArguments",
                    "systemInstruction",
                    "thinkingBudget",
                    "thinkingConfig",
                    "thinkingLevel",
                    "thoughtSignature",
                    "toolCall",
                    "toolConfig",
                    "toolResponse",
                    "toolType",
                    "topK",
                    "topP",
                    "urlContext",
                    "videoMetadata",
                    "willContinue"));

    private final Set<String> opaque;
    private final Map<String, String> camel;

    private Spelling(Set<String> opaque, Stream<String> names) {
        this.opaque = opaque;
        this.camel = names.collect(Collectors.toUnmodifiableMap(Spelling::snake, name -> name));
    }

    /// The same tree with the format's own names in camelCase: the very same object where nothing was to be done.
    ObjectNode camel(ObjectNode node) {
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

    private boolean isCamel(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                String name = entry.getKey();
                if (camel.containsKey(name) || !opaque.contains(name) && !isCamel(entry.getValue())) {
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

    private ObjectNode object(ObjectNode node) {
        ObjectNode out = Json.object();
        for (var entry : node.properties()) {
            String name = camel.getOrDefault(entry.getKey(), entry.getKey());
            out.set(name, opaque.contains(name) ? entry.getValue() : any(entry.getValue()));
        }
        return out;
    }

    private JsonNode any(JsonNode node) {
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
