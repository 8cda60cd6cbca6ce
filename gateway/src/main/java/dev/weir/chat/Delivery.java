package dev.weir.chat;

/// How the caller wants the answer.
public enum Delivery {
    WHOLE,
    STREAM,
    /// Streamed, with usage at the end.
    STREAM_WITH_USAGE
}
