package dev.weir.dialect.responses;

import dev.weir.LeafAccounting;

/// Leaves of a response that need no evidence, and why.
public final class ResponsesLeaves {
    private static final String REQUEST = "the response repeats its request";
    private static final String ITEM = "/output/*";

    public static final LeafAccounting TABLE = table();

    private ResponsesLeaves() {}

    private static LeafAccounting table() {
        LeafAccounting table = LeafAccounting.strict()
                .structural("/object", "every answer is a response", "response", "response.compaction")
                .structural("/status", "the finish says it")
                .structural("/created_at", "a host without a clock", "0")
                .structural(ITEM + "/id", "an item's id is a handle to what the provider keeps")
                .structural(ITEM + "/role", "the answer is the assistant's", "assistant")
                .structural(ITEM + "/status", "an item of a complete answer is complete", "completed", "incomplete")
                .structural(ITEM + "/type", "the kind of the part says it")
                .structural(ITEM + "/content/*/type", "the kind of the part says it")
                .structural(ITEM + "/content/*/annotations/*/type", "the kind of the annotation says it")
                .structural(ITEM + "/content/*/annotations/*/start_index", "the span of the citation says it")
                .structural(ITEM + "/content/*/annotations/*/end_index", "the span of the citation says it")
                .structural(ITEM + "/content/*/logprobs/*/bytes/*", "the token's own bytes")
                .structural(ITEM + "/summary/*/type", "the form of the thought says it")
                .structural(ITEM + "/content/*/text", "a text without a word says nothing", "")
                .fragment(ITEM + "/output_format");
        for (String name : new String[] {
            "background",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "output_text",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "store",
            "temperature",
            "tool_choice",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "frequency_penalty",
            "presence_penalty",
            "reasoning/.+",
            "text/.+",
            "tools/.+"
        }) {
            table = table.structural("/" + name, REQUEST);
        }
        return table;
    }
}
