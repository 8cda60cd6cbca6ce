package dev.weir.route;

import dev.weir.chat.Usage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the requests of each target are made of, as seen of late. Nothing is kept until somebody asks: most gateways
/// choose by other things than the price.
public final class Mixes implements Observer {
    private static final int MOST = 4_096;
    private static final int LEAST_SEEN = 20;
    /// What is older than so many requests counts half.
    private static final double KEPT = Math.pow(0.5, 1.0 / 500);

    private final ConcurrentHashMap<String, Sums> sums = new ConcurrentHashMap<>();
    private volatile boolean wanted;

    /// Sums of tokens that fade, and how many requests they are of.
    private record Sums(double read, double cached, double written, double answered, long requests) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0);

        Sums and(Usage usage) {
            return new Sums(
                    read * KEPT + usage.input().total(),
                    cached * KEPT + usage.input().cacheRead(),
                    written * KEPT + usage.input().cacheWrite() + usage.input().cacheWriteLong(),
                    answered * KEPT + usage.output().total(),
                    requests + 1);
        }

        Mix mix() {
            return requests < LEAST_SEEN || read <= 0
                    ? Mix.USUAL
                    : new Mix(cached / read, written / read, answered / read, Mix.Seen.OBSERVED);
        }
    }

    @Override
    public void finished(Receipt receipt) {
        if (!wanted) {
            return;
        }
        Usage usage = receipt.usage();
        String target = receipt.target();
        if (usage != null && target != null && usage.source() == Usage.Source.REPORTED) {
            note(target, usage);
        }
    }

    private void note(String target, Usage usage) {
        if (sums.size() < MOST || sums.containsKey(target)) {
            sums.merge(target, Sums.NONE.and(usage), (before, _) -> before.and(usage));
        }
    }

    /// The mix of a target by name; what is supposed where too little was seen.
    public Mix of(String target) {
        if (!wanted) {
            wanted = true;
        }
        @Nullable Sums seen = sums.get(target);
        return seen == null ? Mix.USUAL : seen.mix();
    }
}
