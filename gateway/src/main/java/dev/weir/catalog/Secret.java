package dev.weir.catalog;

/// A word that is never printed.
///
/// @param reveal the word itself; only what writes it to a wire asks for it
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
