package dev.weir.route;

import dev.weir.catalog.Money;
import dev.weir.chat.Usage;
import dev.weir.flow.BreakerRules;
import dev.weir.flow.BreakerState;
import dev.weir.flow.CircuitBreaker;
import dev.weir.flow.DecayingHistogram;
import dev.weir.flow.RetryBudget;
import dev.weir.flow.SlidingWindow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// How one target does: a model at one place of one provider. Shared by all event loops, which only add to it; a
/// request that goes well costs a handful of atomic additions. Times are those of [Loop#nanos()].
public final class TargetHealth {
    private static final Duration UNIT = Duration.ofMillis(1);
    private static final long MAX_REST = Duration.ofMinutes(5).toNanos();

    private final String name;
    private final String origin;
    private final @Nullable String region;
    private final CircuitBreaker breaker;
    private final RetryBudget retries = RetryBudget.usual();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong rest = new AtomicLong(Long.MIN_VALUE);
    private final DecayingHistogram firstToken = new DecayingHistogram();
    private final DecayingHistogram answer = new DecayingHistogram();
    private final DecayingHistogram speed = new DecayingHistogram();
    private final AtomicReference<Probes> probes = new AtomicReference<>(new Probes(0, 0, Money.ZERO));
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long wanted;

    TargetHealth(String name, String origin, @Nullable String region, BreakerRules rules) {
        this.name = name;
        this.origin = origin;
        this.region = region;
        this.breaker = new CircuitBreaker(rules);
    }

    /// How it does at one moment.
    ///
    /// @param name as in `x-weir-target`
    /// @param origin host and port
    /// @param rests how long it rests because the provider said so, or zero
    /// @param requests of the breaker's window
    /// @param failures among them
    /// @param inFlight attempts under way
    /// @param firstToken median and 95th percentile in streams; null when none was seen lately
    /// @param answer the same of whole answers
    /// @param tokensPerSecond median, 0 when none was seen
    /// @param places at the target; null where it takes as many as come
    public record View(
            String name,
            String origin,
            @Nullable String region,
            BreakerState breaker,
            Duration rests,
            long requests,
            long failures,
            int inFlight,
            @Nullable Spread firstToken,
            @Nullable Spread answer,
            double tokensPerSecond,
            Probes probes,
            Slots.@Nullable View places) {}

    /// What the gateway itself asked of it while its breaker was open.
    ///
    /// @param tokens of their answers and questions, as far as the provider said
    /// @param cost of those whose price is known
    public record Probes(long sent, long tokens, Money cost) {}

    /// @param median of what was seen lately
    /// @param p95 that nineteen of twenty do not exceed
    public record Spread(Duration median, Duration p95) {}

    public String name() {
        return name;
    }

    View view(long now, @Nullable Slots places) {
        SlidingWindow.Count recent = breaker.recent(now);
        return new View(
                name,
                origin,
                region,
                breaker.state(now),
                rests(now),
                recent.events(),
                recent.marked(),
                inFlight.get(),
                spread(firstToken),
                spread(answer),
                tokensPerSecond(),
                probes.get(),
                places == null ? null : places.view());
    }

    // For those who choose a target.

    /// Whether its breaker lets all traffic through and it does not rest.
    public boolean isWell(long now) {
        return breaker.state(now) instanceof BreakerState.Closed && rest.get() <= now;
    }

    /// Whether a request may go there now.
    ///
    /// @param dice from 0 (included) to 1 (not included): part of the traffic passes a breaker that is half open
    public boolean admits(long now, double dice) {
        return rest.get() <= now && breaker.admits(now, dice);
    }

    /// Where its breaker stands.
    public BreakerState breaker(long now) {
        return breaker.state(now);
    }

    /// How long it rests because the provider said so, or zero.
    public Duration rests(long now) {
        long until = rest.get();
        return until > now ? Duration.ofNanos(until - now) : Duration.ZERO;
    }

    /// Attempts under way.
    public int inFlight() {
        return inFlight.get();
    }

    /// Time to the first token of streams, or null when none was seen.
    public @Nullable Spread firstToken() {
        return spread(firstToken);
    }

    /// Time to the whole answer where it was not streamed, or null when none was seen.
    public @Nullable Spread answer() {
        return spread(answer);
    }

    /// Output tokens a second from the first token to the end, the median of late; 0 when none was seen.
    public double tokensPerSecond() {
        return (double) speed.quantile(0.5) / 10;
    }

    /// Share of the recent requests that failed, from 0 to 1; 0 when there were none.
    public double failureShare(long now) {
        SlidingWindow.Count recent = breaker.recent(now);
        return recent.events() == 0 ? 0 : (double) recent.marked() / (double) recent.events();
    }

    private static @Nullable Spread spread(DecayingHistogram of) {
        return of.size() == 0
                ? null
                : new Spread(UNIT.multipliedBy(of.quantile(0.5)), UNIT.multipliedBy(of.quantile(0.95)));
    }

    // For the exchange.

    void began() {
        inFlight.incrementAndGet();
    }

    void ended() {
        inFlight.decrementAndGet();
    }

    void request(long now) {
        retries.request(now);
    }

    boolean takeRetry(long now) {
        return retries.take(now);
    }

    boolean failed(long now, long began, String why) {
        return breaker.failed(now, began, why);
    }

    /// It takes no more requests for now: it is left alone for as long as it says, if not for longer already.
    ///
    /// @param retryAfter null where it did not say
    void limited(long now, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            rest.accumulateAndGet(rested(now, retryAfter), Math::max);
        }
    }

    /// The end of a rest that a provider asks for, which is not believed beyond a few minutes.
    static long rested(long now, Duration retryAfter) {
        return now + Math.min(MAX_REST, retryAfter.toNanos());
    }

    /// An attempt went well.
    ///
    /// @param spoke when its first content came; 0 where the answer came whole
    void answered(long began, long spoke, @Nullable Usage usage, long now) {
        breaker.succeeded(now);
        if (spoke == 0) {
            answer.record((now - began) / UNIT.toNanos());
            return;
        }
        firstToken.record((spoke - began) / UNIT.toNanos());
        long tokens = usage == null ? 0 : usage.output().total();
        if (tokens > 1 && now > spoke) {
            speed.record(Math.round((double) tokens * 1e10 / (double) (now - spoke)));
        }
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    // For the prober.

    /// Somebody would have asked it.
    void wanted(long now) {
        wanted = now;
    }

    long wantedAt() {
        return wanted;
    }

    /// Whether the caller is the one to send probes from now on.
    boolean takeWatch() {
        return watched.compareAndSet(false, true);
    }

    void leaveWatch() {
        watched.set(false);
    }

    void probed() {
        probes.updateAndGet(before -> new Probes(before.sent() + 1, before.tokens(), before.cost()));
    }

    void probePaid(long tokens, Cost cost) {
        probes.updateAndGet(before -> new Probes(
                before.sent(),
                before.tokens() + tokens,
                cost instanceof Cost.Known known ? before.cost().plus(known.amount()) : before.cost()));
    }
}
