package dev.weir.vault;

/// What a look for a deposit brought.
public sealed interface Found {
    record Kept(byte[] content) implements Found {}

    /// Nothing is kept there, or no longer.
    record Nothing() implements Found {
        public static final Nothing HERE = new Nothing();
    }

    /// The store cannot be asked now.
    record Unavailable(String why) implements Found {}
}
