package dev.weir.route;

import dev.weir.dialect.Asked;
import dev.weir.dialect.ProviderCodec;
import dev.weir.wire.ByteSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Copies of requests that go to another target: their answers are compared with those that callers are given, and
/// shown to nobody. Bounded in number and in bytes; a copy too many is not made. What they use is counted here and
/// nowhere else.
public final class Shadows {
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_BYTES = 1 << 20;
    private static final int KEPT = 1_000;

    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder made = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Map<String, Comparison> kept = new LinkedHashMap<>();

    /// Copies that were made.
    public long made() {
        return made.sum();
    }

    /// Copies that were not made because there were too many.
    public long dropped() {
        return dropped.sum();
    }

    /// How the shadow of an exchange did, or null where it has none, or none yet.
    public @Nullable Comparison find(String id) {
        synchronized (kept) {
            return kept.get(id);
        }
    }

    private void keep(String id, Comparison comparison) {
        synchronized (kept) {
            kept.put(id, comparison);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    /// Begins to copy an exchange; null where there are too many.
    ///
    /// @param plan of the copy
    public @Nullable Pair begin(Inbound in, Plan plan) {
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            dropped.increment();
            return null;
        }
        made.increment();
        return new Pair(in, plan);
    }

    /// An exchange and its copy, on one event loop.
    public final class Pair {
        private final Inbound in;
        private final Plan plan;
        private final Copy shown = new Copy();
        private final Copy hidden = new Copy();
        private @Nullable Receipt receipt;
        private @Nullable ProviderCodec codec;

        private Pair(Inbound in, Plan plan) {
            this.in = in;
            this.plan = plan;
        }

        /// The way back to the caller, of which a copy is kept.
        public Outbound shown(Outbound real) {
            return new Tee(real, shown, this::compare);
        }

        /// Sends the copy.
        ///
        public void start(Engine engine, Allowance allowance) {
            codec = engine.codecs().get(in.dialect().id());
            Observer observer = done -> {
                underWay.decrementAndGet();
                receipt = done;
                compare();
            };
            Outbound away = new Tee(Nowhere.OUT, hidden, this::compare);
            new Exchange(engine.watchedBy(observer), in.copy(), away, plan, allowance).start();
        }

        private void compare() {
            // The receipt of a whole answer is there before the answer has gone out.
            if (receipt != null && (hidden.over || receipt.outcome() != Receipt.Outcome.COMPLETE)) {
                keep(in.id(), new Comparison(receipt, likeness()));
            }
        }

        private @Nullable Double likeness() {
            Likeness.Taken one = shown.taken();
            Likeness.Taken other = hidden.taken();
            return codec == null || one == null || other == null || in.asked().framing() == Asked.Framing.LIST
                    ? null
                    : Likeness.of(codec, one, other);
        }
    }

    /// What went one way, as far as it is not too much.
    private static final class Copy {
        private final ByteSink bytes = new ByteSink(0);
        private Likeness.Form form = Likeness.Form.EVENTS;
        private boolean whole;
        private boolean lost;
        private boolean over;

        private void add(byte[] more, int length) {
            if (bytes.size() + length > MOST_BYTES) {
                lost = true;
            } else if (!lost) {
                bytes.write(more, 0, length);
            }
        }

        private Likeness.@Nullable Taken taken() {
            return whole && !lost ? new Likeness.Taken(form, bytes.toBytes()) : null;
        }
    }

    /// Writes on, and keeps a copy.
    private record Tee(Outbound out, Copy copy, Runnable ended) implements Onward {
        @Override
        public void reply(int status, AnswerHeaders headers, byte[] body) {
            copy.form = Likeness.Form.WHOLE;
            copy.whole = status == 200;
            copy.add(body, body.length);
            copy.over = true;
            out.reply(status, headers, body);
            ended.run();
        }

        @Override
        public void write(ByteSink bytes) {
            byte[] more = bytes.toBytes();
            copy.add(more, more.length);
            out.write(bytes);
        }

        @Override
        public void end() {
            copy.whole = true;
            copy.over = true;
            out.end();
            ended.run();
        }
    }

    /// Where what nobody is shown goes.
    private enum Nowhere implements Outbound {
        OUT;

        @Override
        public void reply(int status, AnswerHeaders headers, byte[] body) {}

        @Override
        public void begin(int status, AnswerHeaders headers) {}

        @Override
        public void write(ByteSink bytes) {
            bytes.clear();
        }

        @Override
        public void end() {}

        @Override
        public void abort() {}

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public long backlog() {
            return 0;
        }

        @Override
        public void whenDrained(Runnable next) {
            next.run();
        }
    }
}
