package dev.weir.route;

/// What requests are made of, on average.
///
/// @param cached part of the tokens read that comes from the provider's prompt cache
/// @param written part of the tokens read that is written to it
/// @param answered tokens written for each token read
/// @param seen whether it was observed, or is what is supposed where nothing was
public record Mix(double cached, double written, double answered, Seen seen) {
    /// What is supposed where nothing was seen: three tokens read for one written, nothing from the cache.
    public static final Mix USUAL = new Mix(0, 0, 1.0 / 3, Seen.SUPPOSED);

    public enum Seen {
        OBSERVED,
        SUPPOSED
    }
}
