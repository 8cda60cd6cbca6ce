package dev.weir.route;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Money;
import dev.weir.catalog.Rates;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Traits.Support;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pre-flight filters: why a target cannot take a request, without asking it. What is demanded must be known to be
/// met; what the request merely needs must be known not to be there.
///
/// @param reached names of targets that the caller did not name, and must be allowed each
record Screen(Facts facts, Demands demands, Query.Checks checks, Set<String> reached) {
    /// An estimate of tokens may be too high by so much.
    private static final double DOUBT = 1.3;

    private static final int USUAL_ANSWER = 1_000;

    /// Null when it can.
    @Nullable
    String against(Node.Leaf leaf) {
        String why = reached.contains(leaf.name()) && !checks.mayUse(leaf.name())
                ? "the caller's key may not use it"
                : place(leaf);
        why = why == null ? prices(leaf) : why;
        why = why == null ? content(leaf) : why;
        why = why == null ? cost(leaf) : why;
        return why == null ? parameters(leaf) : why;
    }

    private @Nullable String place(Node.Leaf leaf) {
        Endpoint endpoint = leaf.step().target().endpoint();
        if (demands.region() != null) {
            String region = leaf.region();
            if (region == null) {
                return "the request does not leave " + demands.region() + ", and nobody says where it answers";
            }
            if (!Demands.lies(region, demands.region())) {
                return "the request does not leave " + demands.region() + ", and it answers in " + region;
            }
        }
        if (demands.data() != null && !endpoint.handling().cleared().contains(demands.data())) {
            return "it is not cleared for data of the class " + demands.data();
        }
        return switch (demands.privacy()) {
            case ANY -> null;
            case NO_COLLECTION ->
                endpoint.handling().collects() == Support.NO ? null : "it is not known to leave the data alone";
            case NO_RETENTION -> endpoint.handling().retains() == Support.NO ? null : "it is not known to keep nothing";
        };
    }

    private @Nullable String prices(Node.Leaf leaf) {
        Demands.PriceCap cap = demands.price();
        Rates rates = leaf.rates();
        String why = over(cap.input(), rates.of(Meter.INPUT), 1_000_000, "a million tokens read");
        why = why == null ? over(cap.output(), rates.of(Meter.OUTPUT), 1_000_000, "a million tokens written") : why;
        // What has no price for a request costs nothing for one.
        return why != null || rates.of(Meter.REQUEST) == null
                ? why
                : over(cap.request(), rates.of(Meter.REQUEST), 1, "a request");
    }

    private static @Nullable String over(@Nullable Money most, @Nullable Money price, long count, String what) {
        if (most == null) {
            return null;
        }
        if (price == null) {
            return "what " + what + " costs there is not known, and it may cost at most $" + most;
        }
        Money costs = price.times(count);
        return costs.compareTo(most) <= 0 ? null : what + " costs $" + costs + " there, and may cost at most $" + most;
    }

    private @Nullable String content(Node.Leaf leaf) {
        Integer window = leaf.step().traits().contextTokens();
        if (window != null && !facts.fits((long) (window * DOUBT))) {
            return "its window of " + window + " tokens is too short for about " + facts.tokens();
        }
        if (leaf.step().traits().tools() == Support.NO && facts.tools() > 0) {
            return "it has no tools";
        }
        if (leaf.step().traits().structuredOutput() == Support.NO && facts.structured()) {
            return "it does not answer by a schema";
        }
        return media(leaf);
    }

    private @Nullable String media(Node.Leaf leaf) {
        Set<Modality> reads =
                leaf.known() == null ? Set.of() : leaf.known().facts().media().reads();
        Set<MediaKind> takes = leaf.step().traits().inputs();
        if (reads.isEmpty()
                || takes.size() == MediaKind.values().length
                || facts.media().isEmpty()) {
            return null;
        }
        String cannot = facts.media().stream()
                .filter(kind -> !takes.contains(kind))
                .sorted()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return cannot.isEmpty() ? null : "it does not read: " + cannot;
    }

    private @Nullable String cost(Node.Leaf leaf) {
        Money most = demands.price().whole();
        if (most == null) {
            return null;
        }
        Money input = leaf.rates().of(Meter.INPUT);
        Money output = leaf.rates().of(Meter.OUTPUT);
        if (input == null || output == null) {
            return "what it costs is not known, and the request may cost at most $" + most;
        }
        Integer answer = facts.maxTokens();
        Money costs = input.times(facts.tokens()).plus(output.times(answer == null ? USUAL_ANSWER : answer));
        return costs.compareTo(most) <= 0
                ? null
                : "the request would cost about $" + costs + " there, and may cost at most $" + most;
    }

    private @Nullable String parameters(Node.Leaf leaf) {
        return switch (demands.parameters()) {
            case AS_MANY_AS_CAN -> null;
            case ALL -> {
                List<String> missing = checks.lost(leaf.step());
                yield missing.isEmpty() ? null : "it does not understand " + String.join(", ", missing);
            }
        };
    }
}
