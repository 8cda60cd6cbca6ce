package dev.weir.bench;

import java.util.List;

/// What the first requests after a start cost, in buckets of [#BUCKET].
///
/// @param cpuMicros CPU time per request, bucket by bucket
record Warmup(Lane lane, Target target, List<Double> cpuMicros) {
    static final int BUCKET = 2_000;
    static final int REQUESTS = 20_000;

    /// Streams as well as requests: enough that the proxy and not the pace is what holds them up.
    static final int CONNECTIONS = 64;

    Warmup {
        cpuMicros = List.copyOf(cpuMicros);
    }

    /// Seconds of CPU over what the requests would have cost warm.
    double excessSeconds(double steadyMicros) {
        return cpuMicros.stream().mapToDouble(cost -> cost - steadyMicros).sum() * BUCKET / 1e6;
    }
}
