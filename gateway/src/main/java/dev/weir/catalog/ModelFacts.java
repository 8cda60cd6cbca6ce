package dev.weir.catalog;

import dev.weir.chat.Traits.Support;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is said of a model; what is not said is null, unknown or empty.
public record ModelFacts(
        Nature nature, Limits limits, Media media, Prices prices, History history, Origin origin, Manner manner) {
    public static final ModelFacts NONE =
            new ModelFacts(Nature.NONE, Limits.NONE, Media.NONE, Prices.NONE, History.NONE, Origin.NONE, Manner.NONE);

    /// These, and what they do not say from `below`.
    public ModelFacts over(ModelFacts below) {
        return new ModelFacts(
                nature.over(below.nature),
                limits.over(below.limits),
                media.over(below.media),
                prices.over(below.prices),
                history.over(below.history),
                origin.over(below.origin),
                manner.over(below.manner));
    }

    /// The same at other prices.
    ModelFacts at(Prices other) {
        return new ModelFacts(nature, limits, media, other, history, origin, manner);
    }

    /// What kind of model it is.
    ///
    /// @param reasoning whether it thinks before it answers, however it is asked to
    /// @param open whether its weights can be had
    public record Nature(@Nullable Mode mode, Support reasoning, Support open) {
        static final Nature NONE = new Nature(null, Support.UNKNOWN, Support.UNKNOWN);

        Nature over(Nature below) {
            return new Nature(
                    mode != null ? mode : below.mode, known(reasoning, below.reasoning), known(open, below.open));
        }

        private static Support known(Support above, Support below) {
            return above == Support.UNKNOWN ? below : above;
        }
    }

    /// How much it takes and gives.
    ///
    /// @param context tokens that a request and its answer may have together
    /// @param input tokens that a request may have
    /// @param output tokens that an answer may have
    /// @param dimensions of an embedding
    public record Limits(
            @Nullable Integer context,
            @Nullable Integer input,
            @Nullable Integer output,
            @Nullable Integer dimensions) {
        public static final Limits NONE = new Limits(null, null, null, null);

        Limits over(Limits below) {
            return new Limits(
                    either(context, below.context),
                    either(input, below.input),
                    either(output, below.output),
                    either(dimensions, below.dimensions));
        }
    }

    /// What it reads and writes; empty is unknown.
    public record Media(Set<Modality> reads, Set<Modality> writes) {
        public static final Media NONE = new Media(Set.of(), Set.of());

        public Media {
            reads = Set.copyOf(reads);
            writes = Set.copyOf(writes);
        }

        Media over(Media below) {
            return new Media(reads.isEmpty() ? below.reads : reads, writes.isEmpty() ? below.writes : writes);
        }
    }

    /// Since when it is there, and until when. Dates are days or months: `2026-04-16`, `2026-04`.
    ///
    /// @param since when it came
    /// @param knows until when its knowledge reaches
    /// @param seen when what is said of it was last changed by who says it
    /// @param until when its provider shuts it down
    public record History(
            @Nullable Status status,
            @Nullable String since,
            @Nullable String knows,
            @Nullable String seen,
            @Nullable String until) {
        public static final History NONE = new History(null, null, null, null, null);

        private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}(-\\d{2})?");

        public History {
            check(since);
            check(knows);
            check(seen);
            check(until);
        }

        private static void check(@Nullable String date) {
            if (date != null && !DATE.matcher(date).matches()) {
                throw new IllegalArgumentException("no date: " + date);
            }
        }

        History over(History below) {
            return new History(
                    status != null ? status : below.status,
                    either(since, below.since),
                    either(knows, below.knows),
                    either(seen, below.seen),
                    either(until, below.until));
        }
    }

    public enum Status {
        ALPHA,
        BETA,
        /// Its provider wants it to be left.
        DEPRECATED,
        /// Its provider does not answer for it any more.
        RETIRED
    }

    /// Where it comes from.
    ///
    /// @param name for people
    /// @param aliasOf the id, at the same provider, that this one stands for
    /// @param base the model that is served under this id, `openai/gpt-5`
    /// @param region where it answers, where the id says so
    /// @param speaks the dialect that it wants, where that is not the provider's
    /// @param sources who says so
    public record Origin(
            @Nullable String name,
            @Nullable String aliasOf,
            @Nullable String base,
            @Nullable String region,
            @Nullable String speaks,
            List<Source> sources) {
        public static final Origin NONE = new Origin(null, null, null, null, null, List.of());

        public Origin {
            sources = List.copyOf(sources);
        }

        Origin over(Origin below) {
            return new Origin(
                    either(name, below.name),
                    either(aliasOf, below.aliasOf),
                    either(base, below.base),
                    either(region, below.region),
                    either(speaks, below.speaks),
                    Stream.concat(sources.stream(), below.sources.stream())
                            .distinct()
                            .toList());
        }
    }

    private static <T> @Nullable T either(@Nullable T above, @Nullable T below) {
        return above != null ? above : below;
    }
}
