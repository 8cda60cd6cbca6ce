package dev.weir.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tokens of one answer in disjoint buckets, whatever the provider's own arithmetic is. A snapshot, never a delta.
/// Missing usage is an absent `Usage`, never a zero one.
///
/// @param raw the provider's block, verbatim
public record Usage(
        Input input,
        Output output,
        Service service,
        Source source,
        @Nullable Raw raw) {

    /// One of which nobody said how it was served.
    public Usage(Input input, Output output, Source source, @Nullable Raw raw) {
        this(input, output, Service.USUAL, source, raw);
    }

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

    /// How it was served, by the provider's word, as far as the price depends on it.
    ///
    /// @param tier the class of service by the word of price lists: `flex`; null is the usual one, or nobody said
    /// @param searches of the web, by tools that the provider ran itself
    /// @param lookups searches of files, by such tools
    public record Service(@Nullable String tier, long searches, long lookups) {
        public static final Service USUAL = new Service(null, 0, 0);

        /// Whether tools ran that cost something beside the tokens.
        public boolean hasSearched() {
            return searches > 0 || lookups > 0;
        }

        public static Service of(@Nullable String tier, long searches) {
            return of(tier, searches, 0);
        }

        public static Service of(@Nullable String tier, long searches, long lookups) {
            return tier == null && searches == 0 && lookups == 0 ? USUAL : new Service(tier, searches, lookups);
        }

        /// Of two parts of one answer; classes that differ are one that no list has.
        Service plus(Service more) {
            boolean same = Objects.equals(tier, more.tier);
            return of(same ? tier : named() + "+" + more.named(), searches + more.searches, lookups + more.lookups);
        }

        private String named() {
            return tier == null ? "standard" : tier;
        }
    }

    /// The same, served in another class of service.
    public Usage servedIn(@Nullable String tier) {
        return Objects.equals(tier, service.tier)
                ? this
                : new Usage(input, output, Service.of(tier, service.searches, service.lookups), source, raw);
    }

    /// The same, after so many searches of the web or more.
    public Usage searchedAtLeast(long times) {
        return times <= service.searches
                ? this
                : new Usage(input, output, Service.of(service.tier, times, service.lookups), source, raw);
    }

    /// The same, after so many searches of files or more.
    public Usage lookedUpAtLeast(long times) {
        return times <= service.lookups
                ? this
                : new Usage(input, output, Service.of(service.tier, service.searches, times), source, raw);
    }

    public enum Source {
        REPORTED,
        ESTIMATED
    }

    public long total() {
        return input.total() + output.total();
    }

    /// The tokens of two parts of one answer.
    public Usage plus(Usage more) {
        Input in = more.input;
        Output out = more.output;
        return new Usage(
                new Input(
                        input.fresh + in.fresh,
                        input.cacheRead + in.cacheRead,
                        input.cacheWrite + in.cacheWrite,
                        input.cacheWriteLong + in.cacheWriteLong,
                        input.toolUse + in.toolUse,
                        input.audio + in.audio),
                new Output(
                        output.visible + out.visible,
                        output.reasoning + out.reasoning,
                        output.audio + out.audio,
                        output.images + out.images),
                service.plus(more.service),
                source == Source.ESTIMATED ? source : more.source,
                null);
    }
}
