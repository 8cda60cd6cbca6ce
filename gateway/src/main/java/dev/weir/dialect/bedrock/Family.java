package dev.weir.dialect.bedrock;

/// Whose model it is, for what Converse leaves to each maker's own fields.
enum Family {
    CLAUDE,
    NOVA,
    GPT_OSS,
    OTHER;

    /// @param model an id, an inference profile's id or its ARN: `us.anthropic.claude-sonnet-4-5-20250929-v1:0`
    static Family of(String model) {
        if (model.contains("anthropic.") || model.contains("claude")) {
            return CLAUDE;
        }
        if (model.contains("amazon.nova")) {
            return NOVA;
        }
        return model.contains("openai.gpt-oss") ? GPT_OSS : OTHER;
    }

    /// Whether its prompts can be marked for the cache.
    boolean caches() {
        return this == CLAUDE || this == NOVA;
    }
}
