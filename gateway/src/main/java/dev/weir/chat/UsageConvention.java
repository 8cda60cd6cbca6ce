package dev.weir.chat;

/// How a provider counts tokens in its usage block, where that differs from what its dialect says.
public enum UsageConvention {
    /// As the dialect's inventor counts.
    STANDARD,
    /// Reasoning tokens are not inside the completion tokens (xAI Chat: 291 + 26 + 196 = 513).
    REASONING_OUTSIDE,
    /// The cached part of the prompt is split into `prompt_cache_hit_tokens` and `prompt_cache_miss_tokens` (DeepSeek).
    CACHE_HIT_MISS,
    /// A stream's usage may stand only in `x_groq.usage` (Groq).
    X_GROQ,
    /// Every chunk carries the running total (Perplexity).
    CUMULATIVE_CHUNKS
}
