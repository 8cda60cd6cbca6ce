package dev.weir.clients;

/// The upstream's dialect cannot express the feature, and the answer said so.
final class Unsupported extends RuntimeException {
    Unsupported(String words) {
        super(words);
    }
}
