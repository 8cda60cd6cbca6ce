package dev.weir.chat;

/// Whether a request may lose something on its way to a target that speaks another dialect.
public enum Strictness {
    /// What is lost stands on the receipt.
    LENIENT,
    /// Nothing may be lost: rather no answer.
    STRICT;

    /// What is strict anywhere is strict.
    public Strictness or(Strictness other) {
        return this == STRICT ? STRICT : other;
    }
}
