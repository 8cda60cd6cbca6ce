package dev.weir.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The strategies that come with the gateway.
public enum Ways implements Strategy {
    /// As they are listed.
    IN_ORDER {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return told(candidates, candidate -> candidate.place() == 0 ? "first in order" : "fallback");
        }
    },
    /// By lot, each as often first as its weight says; the rest by lot as well.
    WEIGHTED {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            int total = weights(candidates);
            return told(
                    sorted(candidates, candidate -> Draw.by(moment, candidate.name(), candidate.weight())),
                    candidate -> "by lot, weight " + candidate.weight() + " of " + total);
        }
    },
    /// In turn, each as often as its weight says.
    ROUND_ROBIN {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return told(
                    Turns.order(candidates, moment.turn()),
                    candidate -> candidate.weight() == 1 ? "in turn" : "in turn, weight " + candidate.weight());
        }
    },
    /// The one with the fewest requests under way for its weight.
    LEAST_BUSY {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return told(
                    sorted(
                            sorted(candidates, candidate -> moment.lot(candidate.name())),
                            candidate -> (double) candidate.sign().busy() / candidate.weight()),
                    candidate -> candidate.sign().busy() + " under way");
        }
    },
    /// The one that was the fastest of late to say 300 tokens; one request in twenty goes to one of the others, for
    /// they may have become faster.
    FASTEST {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return Scout.sent(moment, sorted(candidates, Ways::slowness), Ways::speed);
        }
    },
    /// The one that answers soonest by where it is: as it was seen at work, or as far as its address is away. Where
    /// that was not measured, one request in twenty goes to one of the others.
    NEAREST {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            List<Candidate> order = sorted(candidates, candidate -> Nearness.of(candidate, candidates));
            return Nearness.isKnown(candidates)
                    ? told(order, Nearness::words)
                    : Scout.sent(moment, order, Nearness::words);
        }
    },
    /// The one that costs the least in effect; on a par, the one that speaks the caller's dialect.
    CHEAPEST {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            return told(
                    sorted(sorted(candidates, candidate -> candidate.lane() == Lane.SAME ? 0 : 1), Ways::dollars),
                    Ways::price);
        }
    },
    /// By lot, where a lower price, a faster answer and fewer failures weigh together.
    BALANCED {
        @Override
        public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
            Balance balance = Balance.of(candidates);
            double total = candidates.stream().mapToDouble(balance::weight).sum();
            return told(
                    sorted(candidates, candidate -> Draw.by(moment, candidate.name(), balance.weight(candidate))),
                    candidate -> "by lot, balanced " + Math.round(100 * balance.weight(candidate) / total) + "%: "
                            + price(candidate) + ", " + speed(candidate) + ", "
                            + Math.round(100 * candidate.sign().success()) + "% succeed");
        }
    };

    /// The built-in strategy of a name, or null.
    public static @Nullable Ways named(String name) {
        for (Ways way : values()) {
            if (way.id().equals(name)) {
                return way;
            }
        }
        return null;
    }

    /// `round-robin`.
    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<Ranked> told(List<Candidate> order, Function<Candidate, String> why) {
        return order.stream()
                .map(candidate -> new Ranked(candidate, why.apply(candidate)))
                .toList();
    }

    /// Stable, least first; what is not a number comes last.
    static List<Candidate> sorted(List<Candidate> candidates, ToDoubleFunction<Candidate> key) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble(key));
        return sorted;
    }

    private static int weights(List<Candidate> candidates) {
        return candidates.stream().mapToInt(Candidate::weight).sum();
    }

    static double slowness(Candidate candidate) {
        Vitals.Speed speed = candidate.sign().speed();
        return speed == null ? Double.NaN : speed.answer();
    }

    static double dollars(Candidate candidate) {
        EffectivePrice price = candidate.price();
        return price == null ? Double.NaN : price.dollars();
    }

    private static String price(Candidate candidate) {
        EffectivePrice price = candidate.price();
        return price == null ? "its price is not known" : price.toString();
    }

    private static String speed(Candidate candidate) {
        double slowness = slowness(candidate);
        return Double.isNaN(slowness)
                ? "its speed was not seen lately"
                : "about " + Math.round(slowness) + " ms for 300 tokens";
    }
}
