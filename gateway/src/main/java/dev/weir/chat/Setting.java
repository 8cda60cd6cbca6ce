package dev.weir.chat;

/// What a request may say as a whole, which every dialect writes in a place of its own.
public enum Setting {
    CONVERSATION("/messages"),
    MAX_TOKENS("/max_tokens"),
    STOP("/stop"),
    CHOICES("/n"),
    LOGPROBS("/top_logprobs"),
    TEMPERATURE("/temperature"),
    TOP_P("/top_p"),
    TOP_K("/top_k"),
    FREQUENCY_PENALTY("/frequency_penalty"),
    PRESENCE_PENALTY("/presence_penalty"),
    SEED("/seed"),
    LOGIT_BIAS("/logit_bias"),
    /// Whether the model thinks.
    THINKING("/thinking"),
    EFFORT("/reasoning_effort"),
    /// Most tokens of thinking.
    BUDGET("/thinking/budget_tokens"),
    /// Whether thoughts come back.
    SHOWN("/thinking/display"),
    OUTPUT("/response_format"),
    OUTPUT_SCHEMA("/response_format/json_schema/schema"),
    OUTPUT_NAME("/response_format/json_schema/name"),
    OUTPUT_DESCRIPTION("/response_format/json_schema/description"),
    OUTPUT_STRICT("/response_format/json_schema/strict"),
    TOOLS("/tools"),
    TOOL_CHOICE("/tool_choice"),
    PARALLEL("/parallel_tool_calls");

    private final String path;

    Setting(String path) {
        this.path = path;
    }

    /// JSON pointer that stands for it where nobody wrote it.
    public String path() {
        return path;
    }
}
