package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// How much the model should think, and whether it shows it. Null is "the caller did not say".
///
/// @param budget thinking tokens
/// @param shown whether thoughts (or a summary) should come back
public record Reasoning(
        @Nullable Mode mode,
        @Nullable Effort effort,
        @Nullable Integer budget,
        @Nullable Boolean shown) {
    public static final Reasoning NONE = new Reasoning(null, null, null, null);

    public enum Mode {
        OFF,
        /// Up to a budget of tokens.
        BUDGET,
        /// As the model sees fit.
        ADAPTIVE
    }

    /// From least to most; order matters.
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX
    }
}
