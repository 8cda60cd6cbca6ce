package dev.weir.chat;

/// What is done when an answer lacks the form that was asked for, and the target could not be made to keep to it.
public enum Misfit {
    /// The next target is asked, and after the last the caller gets an error.
    REFUSE,
    /// The model is shown its answer and what is wrong with it, once; then as above.
    ASK_AGAIN
}
