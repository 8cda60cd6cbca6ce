package dev.weir.catalog;

import java.util.Locale;

/// What a model is for.
public enum Mode {
    CHAT,
    EMBEDDING,
    RERANK,
    /// Makes pictures.
    IMAGE,
    /// Changes pictures.
    IMAGE_EDIT,
    /// Writes down what was said.
    TRANSCRIPTION,
    /// Reads a text aloud.
    SPEECH,
    /// Talks while it listens.
    REALTIME,
    VIDEO,
    MODERATION,
    /// Reads documents.
    OCR,
    OTHER;

    /// `image-edit`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
