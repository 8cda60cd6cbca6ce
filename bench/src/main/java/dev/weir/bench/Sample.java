package dev.weir.bench;

/// What one run of one target on one lane brought.
///
/// @param cpuMicros CPU time of the proxy per answered request; absent (0) where there is no proxy
record Sample(
        Lane lane,
        Target target,
        int round,
        long requests,
        double perSecond,
        double cpuMicros,
        double p50Micros,
        double p99Micros,
        long errors) {}
