package dev.weir.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tokens of one answer in disjoint buckets, whatever the provider's own arithmetic is. A snapshot, never a delta.
/// Missing usage is an absent `Usage`, never a zero one.
///
/// @param raw the provider's block, verbatim
public record Usage(
        Input input, Output output, Source source, @Nullable Raw raw) {

    /// The provider's own block, verbatim. A tree only for those who look.
    public interface Raw {
        JsonNode node();

        static Raw of(JsonNode node) {
            return new Tree(node);
        }
    }

    private record Tree(JsonNode node) implements Raw {}

    /// Tokens read.
    ///
    /// @param fresh text, images and documents read at the full price
    /// @param cacheRead read from the prompt cache
    /// @param cacheWrite written to it for five minutes or the provider's default
    /// @param cacheWriteLong written to it for an hour
    /// @param toolUse prompt tokens that the provider's own tools added
    /// @param audio sound
    public record Input(long fresh, long cacheRead, long cacheWrite, long cacheWriteLong, long toolUse, long audio) {
        public long total() {
            return fresh + cacheRead + cacheWrite + cacheWriteLong + toolUse + audio;
        }
    }

    /// Tokens written.
    ///
    /// @param visible what the client sees
    /// @param reasoning thinking, shown or not
    /// @param audio sound
    /// @param images picture tokens
    public record Output(long visible, long reasoning, long audio, long images) {
        public long total() {
            return visible + reasoning + audio + images;
        }
    }

    public enum Source {
        REPORTED,
        ESTIMATED
    }

    public long total() {
        return input.total() + output.total();
    }
}
