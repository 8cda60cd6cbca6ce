package dev.weir.route;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.chat.Units;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.http.Ongoing;
import dev.weir.http.Post;
import dev.weir.provider.BodyEdits;
import dev.weir.provider.Upstream;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks targets whose breaker is open whether they are well again, with a small request of its own: no caller ever
/// waits for a probe. One for each event loop; of all loops one watches a target. Nothing runs while every target is
/// well.
public final class Prober {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long UNWANTED = Duration.ofMinutes(10).toNanos();
    private static final int TOKENS = 16;
    private static final int MAX_ANSWER = 1 << 20;
    private static final Map<String, String> ACCEPT = Map.of("accept", "application/json");

    private final Loop loop;
    private final Upstream upstream;
    private final Map<String, ProviderCodec> codecs;
    private final Observer observer;
    private final InstantSource clock;

    /// @param observer hears of every probe
    /// @param clock of the records
    public Prober(
            Loop loop, Upstream upstream, Map<String, ProviderCodec> codecs, Observer observer, InstantSource clock) {
        this.loop = loop;
        this.upstream = upstream;
        this.codecs = Map.copyOf(codecs);
        this.observer = observer;
        this.clock = clock;
    }

    /// Somebody wants a target that is not well: probes are sent from now on, until it is, or nobody has wanted it for
    /// ten minutes.
    void watch(Step step) {
        TargetHealth health = step.health();
        health.wanted(loop.nanos());
        if (health.breaker().probeDue() != Long.MAX_VALUE && health.takeWatch()) {
            next(step);
        }
    }

    private void next(Step step) {
        long due = step.health().breaker().probeDue();
        if (due == Long.MAX_VALUE || loop.nanos() - step.health().wantedAt() > UNWANTED) {
            step.health().leaveWatch();
            return;
        }
        loop.after(Duration.ofNanos(Math.max(1_000_000, due - loop.nanos())), () -> look(step));
    }

    private void look(Step step) {
        if (step.health().breaker().takeProbe(loop.nanos(), loop.dice())) {
            new Probe(step).send();
        } else {
            next(step);
        }
    }

    /// One probe.
    private final class Probe implements Upstream.Listener {
        private final Step step;
        private final ByteSink body = new ByteSink(0);
        private Headers headers = Headers.NONE;
        private Loop.@Nullable Timer timer;
        private @Nullable Ongoing call;
        private long sent;
        private int status;
        private boolean over;

        private Probe(Step step) {
            this.step = step;
        }

        private void send() {
            sent = loop.nanos();
            step.health().probed();
            ProviderCodec codec = codec();
            var encoded = codec.encode(request(step.target().model()), step.traits());
            Pass pass = step.choose(loop.nanos());
            RequestHeaders with = new RequestHeaders(pass.headers(), ACCEPT).join(codec.headers(encoded.body()));
            byte[] bytes = Json.bytes(encoded.body());
            byte[] edited = step.edits().isEmpty()
                    ? bytes
                    : new BodyEdits(bytes).apply(step.edits()).body();
            if (timer != null) {
                timer.cancel();
            }
            timer = loop.after(LIMIT, () -> failed(new Failure.TimedOut("no answer to a probe", Failure.Phase.ANSWER)));
            call = upstream.send(
                    step.post(
                            pass,
                            codec.path(step.target().model(), Delivery.WHOLE),
                            with,
                            edited,
                            Post.Form.JSON,
                            Delivery.WHOLE),
                    pass.credential(),
                    this);
        }

        private ProviderCodec codec() {
            ProviderCodec codec = codecs.get(step.door().dialect());
            if (codec == null) {
                throw new IllegalStateException("no codec speaks " + step.door().dialect());
            }
            return codec;
        }

        @Override
        public void head(int code, Headers answered) {
            status = code;
            headers = answered;
        }

        @Override
        public void data(byte[] chunk) {
            if (body.size() < MAX_ANSWER) {
                body.write(chunk);
            }
        }

        @Override
        public void end() {
            if (status < 200 || status > 299) {
                ended(codec().error(status, headers, body.toBytes()), null);
                return;
            }
            switch (codec().decode(body.toBytes())) {
                case Answer.Failed failed -> ended(failed.failure(), null);
                case Answer.Whole whole -> ended(null, whole.response().usage());
            }
        }

        @Override
        public void failed(Failure failure) {
            ended(failure, null);
        }

        @Override
        public void stale() {
            if (!over) {
                send();
            }
        }

        /// A target that answers at all is well, even if it does not like the question.
        private void ended(@Nullable Failure failure, @Nullable Usage usage) {
            if (over) {
                return;
            }
            over = true;
            if (timer != null) {
                timer.cancel();
            }
            if (call != null) {
                call.cancel();
            }
            boolean ill = failure != null
                    && (Reaction.counts(failure)
                            || failure instanceof Failure.RateLimited
                            || failure instanceof Failure.ProviderAuth);
            if (ill) {
                step.health().breaker().probeFailed(loop.nanos(), loop.dice());
            } else {
                step.health().breaker().probeSucceeded(loop.nanos());
            }
            record(failure, usage);
            next(step);
        }

        private void record(@Nullable Failure failure, @Nullable Usage usage) {
            Instant now = clock.instant();
            Cost cost = usage == null
                    ? new Cost.Unknown(failure == null ? "no usage was said" : "nothing was answered")
                    : step.prices().cost(usage, Units.NONE, now);
            if (usage != null) {
                step.health().probePaid(usage.input().total() + usage.output().total(), cost);
            }
            Duration took = Duration.ofNanos(loop.nanos() - sent);
            observer.probed(new ProbeRecord(now, step.target().name(), took, usage, cost, failure));
        }
    }

    private static ChatRequest request(String model) {
        Turn turn = new Turn(Role.USER, List.of(new Part.Text("ping")), null, "/messages/0", Marks.NONE);
        return new ChatRequest(
                model,
                List.of(turn),
                ToolSet.NONE,
                Sampling.NONE,
                new Bounds(TOKENS, List.of(), null, null),
                Reasoning.NONE,
                new OutputShape.Free(),
                Delivery.WHOLE,
                Extras.NONE);
    }
}
