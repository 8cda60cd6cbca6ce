package dev.weir.route;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How far away providers' addresses are: milliseconds from a question that takes no work to its answer, on a
/// connection that stands. Shared by all event loops; outlives configurations.
public final class Distances {
    private static final int MOST = 1_024;
    /// What a longer measurement counts for.
    private static final double NEWEST = 0.3;
    private static final int FEW = 3;

    private final ConcurrentHashMap<String, Site> sites = new ConcurrentHashMap<>();

    /// One address as it was seen.
    ///
    /// @param endpoint `world@eu`
    /// @param origin host and port
    /// @param millis or not a number where it was never reached
    /// @param why it is out of reach, or null
    /// @param age of the last measurement
    public record View(
            String endpoint,
            String origin,
            @Nullable String region,
            double millis,
            @Nullable String why,
            Duration age,
            long measured) {}

    private record Seen(double millis, @Nullable String why, long at, long measured) {}

    /// The measurements of one address.
    static final class Site {
        private final String endpoint;
        private final String origin;
        private final @Nullable String region;
        private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();
        private volatile long wanted = Long.MIN_VALUE / 2;

        private Site(String endpoint, String origin, @Nullable String region) {
            this.endpoint = endpoint;
            this.origin = origin;
            this.region = region;
        }

        /// What is shorter counts at once, for nothing but the distance makes it so; what is longer may be an accident.
        void measured(double millis, long now) {
            seen.updateAndGet(before -> {
                if (before == null || Double.isNaN(before.millis()) || millis < before.millis()) {
                    return new Seen(millis, null, now, before == null ? 1 : before.measured() + 1);
                }
                double longer = before.millis() + NEWEST * (millis - before.millis());
                return new Seen(longer, null, now, before.measured() + 1);
            });
        }

        void missed(String why, long now) {
            seen.updateAndGet(before -> before == null
                    ? new Seen(Double.NaN, why, now, 1)
                    : new Seen(before.millis(), why, now, before.measured() + 1));
        }

        void want(long now) {
            wanted = now;
        }

        long wantedAt() {
            return wanted;
        }

        /// When it was last measured; long ago where it never was.
        long at(long never) {
            Seen last = seen.get();
            return last == null ? never : last.at();
        }

        /// Whether it is to be measured again soon: it is out of reach, or was measured only a few times.
        boolean isUncertain() {
            Seen last = seen.get();
            return last != null && (last.why() != null || last.measured() < FEW);
        }
    }

    /// The site of an endpoint; null where there are too many.
    ///
    /// @param origin that it is at now: what was measured of another one does not count
    @Nullable
    Site site(String endpoint, String origin, @Nullable String region) {
        Site known = sites.get(endpoint);
        if (known != null && known.origin.equals(origin)) {
            return known;
        }
        if (known == null && sites.size() >= MOST) {
            return null;
        }
        Site fresh = new Site(endpoint, origin, region);
        sites.put(endpoint, fresh);
        return fresh;
    }

    /// What an endpoint is no more than a name for is forgotten.
    void keep(List<String> endpoints) {
        sites.keySet().retainAll(endpoints);
    }

    /// Milliseconds to an endpoint; infinite when it is out of reach, not a number when that is not known.
    double of(String endpoint, long now) {
        Site site = sites.get(endpoint);
        if (site == null) {
            return Double.NaN;
        }
        site.want(now);
        Seen last = site.seen.get();
        return last == null ? Double.NaN : last.why() == null ? last.millis() : Double.POSITIVE_INFINITY;
    }

    /// Those that were measured, by name.
    public List<View> views(long now) {
        return sites.values().stream()
                .flatMap(site -> {
                    Seen last = site.seen.get();
                    return last == null
                            ? Stream.empty()
                            : Stream.of(new View(
                                    site.endpoint,
                                    site.origin,
                                    site.region,
                                    last.millis(),
                                    last.why(),
                                    Duration.ofNanos(now - last.at()),
                                    last.measured()));
                })
                .sorted(Comparator.comparing(View::endpoint))
                .toList();
    }
}
