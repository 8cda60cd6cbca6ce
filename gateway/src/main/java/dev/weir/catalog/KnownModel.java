package dev.weir.catalog;

import dev.weir.chat.Part.MediaKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model that a provider is known to have.
///
/// @param id as the provider knows it
/// @param contextTokens window, or null when unknown
/// @param maxOutputTokens longest answer, or null when unknown
/// @param inputs kinds of media that it reads beside text
public record KnownModel(
        String id,
        @Nullable Integer contextTokens,
        @Nullable Integer maxOutputTokens,
        Set<MediaKind> inputs,
        Status status) {
    public KnownModel {
        inputs = Set.copyOf(inputs);
    }

    public enum Status {
        CURRENT,
        DEPRECATED,
        /// The provider does not answer for it any more.
        RETIRED
    }
}
