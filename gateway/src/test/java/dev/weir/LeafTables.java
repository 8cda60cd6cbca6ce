package dev.weir;

import dev.weir.dialect.responses.ResponsesLeaves;

/// Leaves of a provider's answer whose meaning the structure of the client's answer carries, by client and API.
final class LeafTables {
    private static final String SUPPORTS = "/candidates/*/groundingMetadata/groundingSupports/*";

    private LeafTables() {}

    static LeafAccounting of(RecordedClient client, String api) {
        return switch (client) {
            case CHAT -> ofResponses(api, provider(api).fragment("/output/*/result"));
            case RESPONSES -> toResponses(api);
            case MESSAGES ->
                ofResponses(
                        api,
                        provider(api)
                                .fragment("/candidates/*/content/parts/*/thoughtSignature")
                                .fragment("/candidates/*/content/parts/*/*/id")
                                .fragment("/output/*/encrypted_content")
                                .structural(
                                        "/output/*/content/*/logprobs/*/*", "the receipt says that it has no place"));
            case COHERE -> toCohere(api);
            case CONVERSE -> toConverse(api);
            case GEMINI ->
                switch (api) {
                    case "anthropic-messages" -> anthropicToGemini();
                    case "cohere-chat" -> cohere();
                    case "bedrock-converse", "bedrock-converse-stream" -> bedrock();
                    case "openai-responses" -> responsesToGemini(api);
                    default -> chatToGemini();
                };
        };
    }

    private static LeafAccounting provider(String api) {
        return switch (api) {
            case "anthropic-messages" -> anthropic();
            case "openai-responses" -> ResponsesLeaves.TABLE;
            case "gemini-generate", "gemini-stream" -> gemini();
            case "cohere-chat" -> cohere();
            case "bedrock-converse", "bedrock-converse-stream" -> bedrock();
            default -> chat();
        };
    }

    private static LeafAccounting ofResponses(String api, LeafAccounting table) {
        return api.equals("openai-responses")
                ? table.structural("/created_at", "created says it, or the receipt does")
                        .structural("/error/code", "the status and the type say it")
                        .structural("/error/type", "the status and the type say it")
                : table;
    }

    /// What a response says in its own way.
    private static LeafAccounting toResponses(String api) {
        LeafAccounting table = provider(api)
                .structural("/id", "a response has an id of the gateway's, under which it is kept")
                .structural("/responseId", "a response has an id of the gateway's, under which it is kept")
                .structural("/created", "nothing", "0")
                .structural("/choices/*/*/content/*/type", "the kind of the item says it")
                .structural("/stop_sequence", "the receipt says that it has no place")
                .structural("/candidates/*/content/parts/*/inlineData/mimeType", "output_format says it");
        return table.fragment("/candidates/*/content/parts/*/thoughtSignature")
                .fragment("/content/*/signature")
                .fragment("/content/*/data");
    }

    /// What Cohere's answers say in their own way.
    private static LeafAccounting toCohere(String api) {
        return ofResponses(api, provider(api).fragment("/output/*/result"))
                .structural("/model", "the header x-weir-target says it")
                .structural("/modelVersion", "the header x-weir-target says it")
                .structural("/created", "the receipt says it")
                .structural("/error/param", "an error is its message")
                .structural("/error/status", "the status says it", "INVALID_ARGUMENT")
                .structural("/promptFeedback/blockReason", "an error is its message")
                .structural("/candidates/*/content/parts/*/inlineData/*", "the receipt says that it has no place")
                .structural("/choices/*/*/reasoning_details/*/data", "the receipt says that a seal has no place")
                .structural("/choices/*/*/reasoning_details/*/signature", "the receipt says that a seal has no place")
                .structural("/output/*/encrypted_content", "the receipt says that a seal has no place")
                .structural("/output/*/content/*/logprobs/*/*", "they stand beside the answer, or on the receipt")
                .structural("/content/*/signature", "the receipt says that a seal has no place")
                .structural("/content/*/data", "the receipt says that a seal has no place")
                .structural(
                        "/candidates/*/content/parts/*/thoughtSignature", "the receipt says that a seal has no place");
    }

    private static LeafAccounting responsesToGemini(String api) {
        return ofResponses(api, provider(api))
                .fragment("/output/*/encrypted_content")
                .structural("/output/*/content/*/logprobs/*/logprob", "logProbability says it")
                .structural("/output/*/call_id", "a call of the provider's own, by its item's id", "");
    }

    /// What Converse's answers say in their own way.
    private static LeafAccounting toConverse(String api) {
        return ofResponses(api, provider(api).fragment("/output/*/result"))
                .structural("/id", "the header x-amzn-requestid names the exchange")
                .structural("/responseId", "the header x-amzn-requestid names the exchange")
                .structural("/model", "the header x-weir-target says it")
                .structural("/modelVersion", "the header x-weir-target says it")
                .structural("/created", "the receipt says it")
                .structural("/error/param", "an error is its message")
                .structural("/error/status", "the status says it", "INVALID_ARGUMENT")
                .structural("/choices/*/*/reasoning_details/*/data", "the receipt says that a seal has no place")
                .structural("/choices/*/*/reasoning_details/*/signature", "the receipt says that a seal has no place")
                .structural("/output/*/encrypted_content", "the receipt says that a seal has no place")
                .structural("/output/*/content/*/logprobs/*/*", "the receipt says that it has no place")
                .structural("/choices/*/delta/refusal", "nothing", "")
                .structural("/output/*/call_id", "nothing", "")
                .structural("/content/*/type", "the block says it", "server_tool_use", "mcp_tool_use")
                .structural("/content/*/is_error", "what it brought is its result", "false")
                .structural("/content/*/input", "a call without arguments", "")
                .structural("/choices/*/*/content/*/type", "the block says it", "text", "thinking")
                .structural("/choices/*/*/content/*/thinking/*/type", "the block says it", "text")
                .fragment("/choices/*/*/content/*/text")
                .fragment("/choices/*/*/content/*/thinking/*/text")
                .structural("/promptFeedback/blockReason", "an error is its message")
                .structural("/candidates/*/content/parts/*/inlineData/mimeType", "the format says it")
                .structural("/content/*/data", "the seal is what is wrapped in it")
                .structural(
                        "/candidates/*/content/parts/*/thoughtSignature", "the receipt says that a seal has no place");
    }

    private static LeafAccounting anthropicToGemini() {
        return anthropic()
                .structural("/content/*/type", "the part is a toolCall", "server_tool_use", "mcp_tool_use")
                .structural("/content/*/is_error", "what it brought is its result", "false")
                .structural("/content/*/input", "a call without arguments", "");
    }

    private static LeafAccounting chatToGemini() {
        return chat().structural(
                        "/choices/*/delta/tool_calls/*/function/arguments",
                        "arguments are an object, which is compared where all calls are")
                .structural("/choices/*/*/content/*/type", "the part says it", "text", "thinking")
                .structural("/choices/*/*/content/*/thinking/*/type", "the part says it", "text")
                .fragment("/choices/*/*/content/*/text")
                .fragment("/choices/*/*/content/*/thinking/*/text");
    }

    private static LeafAccounting chat() {
        return LeafAccounting.strict()
                .structural("/object", "every answer is a message")
                .structural("/created", "a message tells no time; the receipt does")
                .structural("/id", "a message has one id, and a chunk of some hosts has its own")
                .structural("/choices/*/index", "a message is one answer")
                .structural("/choices/*/*/tool_calls/*/index", "the place of the block says it")
                .structural("/choices/*/*/tool_calls/*/type", "every call is of a function", "function")
                .structural("/choices/*/*/tool_calls/*/id", "nothing", "")
                .structural("/choices/*/finish_reason", "stop_reason says it in Anthropic's word")
                .structural("/choices/*/message/role", "every answer is the assistant's", "assistant")
                .structural("/choices/*/delta/role", "every answer is the assistant's", "assistant")
                .structural("/obfuscation", "padding against those who measure frames")
                .structural("/error/code", "the status and the type say it")
                .structural("/error/type", "the status and Anthropic's type say it")
                .structural("/error/status_code", "the status says it")
                .structural("/error/message", "the host below it says more", "Provider returned error")
                .structural("/error/metadata/provider_name", "what the host below it says tells it")
                .structural("/error/failed_generation", "an error is its message, its type and its field")
                .structural("/user_id", "an error is its message, its type and its field")
                .structural("/choices/*/*/reasoning_details/*/type", "the block and its envelope say it")
                .structural("/choices/*/*/reasoning_details/*/format", "the envelope says it")
                .structural("/choices/*/*/reasoning_details/*/index", "the place of the block says it")
                .structural("/usage/completion_tokens", "replaced by the count of the end")
                .structural("/usage/total_tokens", "replaced by the count of the end")
                .fragment("/error/metadata/raw")
                .fragment("/choices/*/*/reasoning_details/*/data")
                .fragment("/choices/*/*/reasoning_details/*/signature")
                .fragment("/choices/*/message/content")
                .fragment("/choices/*/delta/content")
                .fragment("/choices/*/delta/reasoning")
                .fragment("/choices/*/delta/reasoning_content")
                .fragment("/choices/*/delta/tool_calls/*/function/arguments");
    }

    private static LeafAccounting anthropic() {
        return LeafAccounting.strict()
                .structural("/type", "every answer is a message", "message", "error")
                .structural("/error/type", "the status and OpenAI's type say it")
                .structural("/request_id", "the header request-id says it")
                .structural("/role", "every answer is the assistant's", "assistant")
                .structural(
                        "/content/*/type",
                        "where it stands says it",
                        "text",
                        "thinking",
                        "redacted_thinking",
                        "tool_use")
                .structural("/stop_reason", "finish_reason says it in OpenAI's word")
                .structural("/content/*/signature", "an empty signature before the thought", "")
                .fragment("/content/*/text")
                .fragment("/content/*/thinking");
    }

    private static LeafAccounting bedrock() {
        String block = "/output/message/content/*";
        return LeafAccounting.strict()
                .structural("/output/message/role", "every answer is the assistant's", "assistant")
                .structural("/stopReason", "the client's own word says it")
                .structural(block + "/type", "where it stands says it")
                .structural(block + "/toolUse/type", "the kind of the block says it", "tool_use", "server_tool_use")
                .structural(block + "/toolResult/status", "what it brought is its result", "success")
                .structural(block + "/toolResult/toolUseId", "the result stands behind its call")
                .structural(block + "/toolUse/toolUseId", "a client that has no ids for calls sees the gateway's own")
                .structural(block + "/reasoningContent/redactedContent", "the seal is what is wrapped in it")
                .structural(block + "/reasoningContent/reasoningText/signature", "the seal, or the receipt, says it")
                .fragment(block + "/text")
                .fragment(block + "/reasoningContent/reasoningText/text");
    }

    private static LeafAccounting cohere() {
        return LeafAccounting.strict()
                .structural("/id", "a response has an id of the gateway's, under which it is kept")
                .structural("/finish_reason", "the client's own word says it")
                .structural("/message/role", "every answer is the assistant's", "assistant")
                .structural("/message/content/*/type", "where it stands says it", "text", "thinking")
                .structural("/message/tool_calls/*/type", "every call is of a function", "function")
                .structural("/message/tool_calls/*/id", "a client that has no ids for calls sees the gateway's own")
                .structural("/message/citations/*/text", "the words are in the text")
                .structural("/message/citations/*/type", "it stands on the text", "TEXT_CONTENT")
                .structural("/message/citations/*/start", "the receipt says what became of the citation")
                .structural("/message/citations/*/end", "the receipt says what became of the citation")
                .fragment("/message/tool_plan")
                .fragment("/message/content/*/text")
                .fragment("/message/content/*/thinking");
    }

    private static LeafAccounting gemini() {
        return LeafAccounting.strict()
                .structural("/error/code", "the status says it")
                .structural("/error/status", "the status and OpenAI's code say it", "NOT_FOUND")
                .structural("/createTime", "created says it in Unix seconds")
                .structural("/candidates/*/content/role", "every answer is the assistant's", "model")
                .structural("/candidates/*/finishReason", "finish_reason says it in OpenAI's word")
                .structural("/candidates/*/index", "the place of the choice says it")
                .structural("/candidates/*/content/parts/*/thought", "the place of the text says it", "true")
                .structural(SUPPORTS + "/segment/startIndex", "the annotation says it, in characters")
                .structural(SUPPORTS + "/segment/endIndex", "the annotation says it, in characters")
                .structural(SUPPORTS + "/segment/partIndex", "the annotation says it, over the whole text")
                .structural(SUPPORTS + "/groundingChunkIndices/*", "the annotation has that chunk's address")
                .structural("/usageMetadata/*", "replaced by the counts of the end")
                .structural("/usageMetadata/*/*/*", "replaced by the counts of the end")
                .fragment("/promptFeedback/blockReasonMessage")
                .fragment("/candidates/*/content/parts/*/inlineData/mimeType")
                .fragment("/candidates/*/content/parts/*/inlineData/data")
                .fragment(SUPPORTS + "/segment/text")
                .fragment("/candidates/*/content/parts/*/text");
    }
}
