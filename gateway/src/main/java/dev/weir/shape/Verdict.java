package dev.weir.shape;

/// Whether a text has the form that was asked for.
sealed interface Verdict {
    /// @param text that has it, perhaps without what stood round it
    record Fits(String text) implements Verdict {}

    /// @param why for the caller, and for the model that is asked again
    record Misfit(String why) implements Verdict {}

    /// The schema itself cannot be used to check anything.
    record Unusable(String why) implements Verdict {}
}
