package dev.weir.route;

/// The way of an attempt.
public enum Lane {
    /// The target speaks the client's dialect: original bytes.
    SAME,
    /// Through the canonical model.
    CROSS
}
