package dev.weir.server;

import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import dev.weir.route.Observer;
import dev.weir.route.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/// Counts of what the gateway does, in Prometheus's text format.
///
/// Meters of a target are looked up once and kept, so that an exchange costs a few atomic additions. The targets that
/// get meters of their own are bounded: a caller that makes up model names must not fill the memory.
public final class Metrics implements Observer {
    private static final int MAX_TARGETS = 2_000;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentHashMap<Series, Meters> series = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    private record Series(String target, String outcome) {}

    private record Meters(
            Counter requests,
            Timer duration,
            Timer firstToken,
            Counter inputTokens,
            Counter cachedTokens,
            Counter outputTokens,
            Counter losses,
            Counter fallbacks,
            Counter usageMissing) {}

    public Metrics() {
        Gauge.builder("weir.requests.in.flight", inFlight, AtomicInteger::get)
                .description("Exchanges that are under way.")
                .register(registry);
    }

    /// An exchange began.
    void began() {
        inFlight.incrementAndGet();
    }

    @Override
    public void finished(Receipt receipt) {
        inFlight.decrementAndGet();
        Meters meters = meters(receipt);
        meters.requests().increment();
        meters.duration().record(receipt.timing().total());
        if (receipt.timing().firstToken() != null) {
            meters.firstToken().record(receipt.timing().firstToken());
        }
        Usage usage = receipt.usage();
        if (usage != null) {
            meters.inputTokens().increment((double) usage.input().total());
            meters.cachedTokens().increment((double) usage.input().cacheRead());
            meters.outputTokens().increment((double) usage.output().total());
        } else if (receipt.outcome() == Receipt.Outcome.COMPLETE) {
            meters.usageMissing().increment();
        }
        long lost = lossy(receipt.requestLosses()) + lossy(receipt.responseLosses());
        if (lost > 0) {
            meters.losses().increment((double) lost);
        }
        if (receipt.attempts().size() > 1) {
            meters.fallbacks().increment(receipt.attempts().size() - 1.0);
        }
    }

    private static long lossy(List<Loss> losses) {
        long count = 0;
        for (Loss loss : losses) {
            if (loss.lossy()) {
                count++;
            }
        }
        return count;
    }

    private Meters meters(Receipt receipt) {
        String target = receipt.target() == null ? "none" : receipt.target();
        String outcome = receipt.failure() == null ? outcome(receipt.outcome()) : FailureWords.kind(receipt.failure());
        Meters known = series.get(new Series(target, outcome));
        if (known != null) {
            return known;
        }
        String name = series.size() < MAX_TARGETS ? target : "other";
        return series.computeIfAbsent(new Series(name, outcome), this::register);
    }

    private static String outcome(Receipt.Outcome outcome) {
        return switch (outcome) {
            case COMPLETE -> "complete";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    private Meters register(Series of) {
        return new Meters(
                counter("weir.requests", "Exchanges by target and outcome.", of),
                timer("weir.request.duration", "From the request's arrival to its last byte.", of),
                timer("weir.first.token", "From the request's arrival to the first content of a stream.", of),
                counter("weir.input.tokens", "Tokens read, cached ones included.", of),
                counter("weir.cached.tokens", "Tokens read from a prompt cache.", of),
                counter("weir.output.tokens", "Tokens written, reasoning included.", of),
                counter("weir.losses", "Fields that a translation dropped or coerced.", of),
                counter("weir.fallbacks", "Attempts beyond the first.", of),
                counter("weir.usage.missing", "Whole answers without usage.", of));
    }

    private Counter counter(String name, String description, Series of) {
        return Counter.builder(name)
                .description(description)
                .tag("target", of.target())
                .tag("outcome", of.outcome())
                .register(registry);
    }

    private Timer timer(String name, String description, Series of) {
        return Timer.builder(name)
                .description(description)
                .tag("target", of.target())
                .tag("outcome", of.outcome())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /// Watches a number that something else counts.
    public <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).register(registry);
    }

    /// Everything, in the text format.
    String scrape() {
        return registry.scrape();
    }
}
