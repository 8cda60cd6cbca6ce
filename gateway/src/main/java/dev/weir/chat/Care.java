package dev.weir.chat;

/// How carefully requests for a model are handled.
///
/// @param misfit what is done with an answer that lacks the form asked for
public record Care(Strictness strictness, Misfit misfit) {
    public static final Care USUAL = new Care(Strictness.LENIENT, Misfit.REFUSE);
}
