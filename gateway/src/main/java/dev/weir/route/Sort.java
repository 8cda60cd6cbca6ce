package dev.weir.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request's targets are sorted by, where its caller says so.
public enum Sort implements Strategy {
    PRICE("price") {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return Ways.CHEAPEST.rank(candidates, moment);
        }
    },
    THROUGHPUT("throughput") {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return Ways.told(Ways.sorted(candidates, candidate -> -perSecond(candidate)), candidate -> {
                double rate = perSecond(candidate);
                return Double.isNaN(rate)
                        ? "its throughput was not seen lately"
                        : Math.round(rate) + " tokens a second";
            });
        }
    },
    LATENCY("latency") {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return Ways.told(Ways.sorted(candidates, Sort::firstToken), candidate -> {
                double millis = firstToken(candidate);
                return Double.isNaN(millis)
                        ? "its latency was not seen lately"
                        : Math.round(millis) + " ms to the first token";
            });
        }
    };

    private final String id;

    Sort(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    static @Nullable Sort named(String word) {
        for (Sort sort : values()) {
            if (sort.id.equals(word)) {
                return sort;
            }
        }
        return null;
    }

    static double perSecond(Candidate candidate) {
        Vitals.Speed speed = candidate.sign().speed();
        return speed == null ? Double.NaN : speed.perSecond();
    }

    static double firstToken(Candidate candidate) {
        Vitals.Speed speed = candidate.sign().speed();
        return speed == null ? Double.NaN : speed.firstToken();
    }
}
