package dev.weir;

/// Leaves of a provider's answer whose meaning the structure of an OpenAI answer carries, by API.
final class LeafTables {
    private static final String SUPPORTS = "/candidates/*/groundingMetadata/groundingSupports/*";

    private LeafTables() {}

    static LeafAccounting of(String api) {
        return api.equals("anthropic-messages") ? anthropic() : gemini();
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
