package dev.weir.route;

import dev.weir.chat.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How targets fared over a stretch of the log, on average.
final class PastVitals implements Vitals {
    private final Map<String, Past> targets = new HashMap<>();

    PastVitals(List<PastRequest> requests) {
        for (PastRequest request : requests) {
            if (request.target() != null) {
                targets.computeIfAbsent(request.target(), _ -> new Past()).add(request);
            }
        }
    }

    /// Null where the log knows nothing of it.
    @Nullable
    Past past(String target) {
        return targets.get(target);
    }

    @Override
    public Sign of(Step step, double lot) {
        Past past = targets.get(step.target().name());
        return past == null ? Seen.NOTHING : past.sign();
    }

    /// Sums of one target.
    static final class Past {
        private long requests;
        private long failures;
        private double millis;
        private final Mean firstToken = new Mean();
        private final Mean perSecond = new Mean();
        private final Mean whole = new Mean();
        private double read;
        private double cached;
        private double written;
        private double answered;

        private void add(PastRequest request) {
            requests++;
            if (request.failure() != null) {
                failures++;
                return;
            }
            millis += request.millis();
            if (Double.isNaN(request.firstToken())) {
                whole.add(request.millis());
            } else {
                firstToken.add(request.firstToken());
            }
            Usage used = request.usage();
            if (used != null) {
                read += used.input().total();
                cached += used.input().cacheRead();
                written += used.input().cacheWrite() + used.input().cacheWriteLong();
                answered += used.output().total();
                double speaking = request.millis() - request.firstToken();
                if (speaking > 0) {
                    perSecond.add(1_000 * used.output().total() / speaking);
                }
            }
        }

        double failing() {
            return (double) failures / requests;
        }

        /// Milliseconds of an answer, or not a number.
        double took() {
            return requests == failures ? Double.NaN : millis / (requests - failures);
        }

        private Sign sign() {
            Mix mix =
                    read <= 0 ? Mix.USUAL : new Mix(cached / read, written / read, answered / read, Mix.Seen.OBSERVED);
            return new Seen(
                    Standing.WELL,
                    "",
                    0,
                    1 - failing(),
                    Speed.of(firstToken.value(), perSecond.value(), whole.value()),
                    mix);
        }
    }

    private static final class Mean {
        private double sum;
        private long count;

        private void add(double value) {
            sum += value;
            count++;
        }

        private double value() {
            return count == 0 ? Double.NaN : sum / count;
        }
    }
}
