package dev.weir.chat;

/// Why an answer ended.
public enum Stop {
    /// The model was done.
    COMPLETE,
    STOP_SEQUENCE,
    MAX_TOKENS,
    TOOL_CALLS,
    /// The model or a filter declined.
    REFUSED,
    /// A provider's long turn paused, to be continued by sending it back.
    PAUSED,
    /// The context window is full.
    CONTEXT_FULL,
    /// A word this version does not know; the raw stop says which.
    OTHER
}
