package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.Usage;
import dev.weir.vault.Amendment;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who meters what several look at.
class TallyMemoryTest {
    private static final Slip SLIP = new Slip(Owner.of("one"), Slip.Kind.RESPONSE, "resp_1");
    private static final Whereabouts AT = new Whereabouts("openai", "g", "f00d", Whereabouts.Among.ONE);
    private static final Usage USED =
            new Usage(new Usage.Input(1, 0, 0, 0, 0, 0), new Usage.Output(1, 0, 0, 0), Usage.Source.REPORTED, null);

    /// A store of one thing, whose changes are made when a test says so.
    private static final class OneThing implements Deposits {
        private final Deque<Runnable> changes = new ArrayDeque<>();
        private byte @Nullable [] content = new Stored.There(AT, Stored.Tally.DUE).bytes();
        private boolean behind;

        @Override
        public void put(Deposit deposit) {
            content = deposit.content();
        }

        @Override
        public void remove(Slip slip) {
            content = null;
        }

        @Override
        public void amend(Slip slip, Amendment change, Consumer<Found> then) {
            if (behind) {
                then.accept(new Found.Unavailable("it is behind"));
            }
            changes.add(() -> {
                Deposit after = change.of(content);
                content = after == null ? content : after.content();
                if (!behind) {
                    then.accept(content == null ? Found.Nothing.HERE : new Found.Kept(content));
                }
            });
        }

        @Override
        public void find(Slip slip, Consumer<Found> then) {
            then.accept(content == null ? Found.Nothing.HERE : new Found.Kept(content));
        }

        void work() {
            while (!changes.isEmpty()) {
                changes.remove().run();
            }
        }
    }

    private final OneThing store = new OneThing();
    private final Memory memory = new Provenance().tallying(store, SLIP, Duration.ofDays(1));
    private int told;

    @BeforeEach
    void nothingIsTold() {
        told = 0;
    }

    private static Delivered seen() {
        Delivered delivered = new Delivered();
        delivered.due(USED);
        return delivered;
    }

    private Stored.@Nullable Tally tally() {
        return store.content != null && Stored.read(store.content) instanceof Stored.There there ? there.tally() : null;
    }

    @Test
    void ofTwoTheFirstMeters() {
        Delivered one = seen();
        Delivered two = seen();
        memory.claim(one, () -> true, () -> told++);
        memory.claim(two, () -> true, () -> told++);
        assertThat(told).isZero();
        store.work();
        assertThat(told).isEqualTo(2);
        assertThat(one.usage()).isEqualTo(USED);
        assertThat(two.usage()).isNull();
        assertThat(tally()).isEqualTo(Stored.Tally.COUNTED);
    }

    @Test
    void whoWentAwayLeavesItToTheNext() {
        Delivered gone = seen();
        memory.claim(gone, () -> false, () -> told++);
        store.work();
        assertThat(told).isZero();
        assertThat(gone.usage()).isNull();
        assertThat(tally()).isEqualTo(Stored.Tally.DUE);
    }

    @Test
    void whereTheStoreIsBehindItStaysDue() {
        store.behind = true;
        Delivered early = seen();
        memory.claim(early, () -> true, () -> told++);
        store.work();
        assertThat(told).isEqualTo(1);
        assertThat(early.usage()).isNull();
        assertThat(tally()).isEqualTo(Stored.Tally.DUE);
    }

    @Test
    void whatWasRemovedIsNotMeteredAnyMore() {
        store.remove(SLIP);
        Delivered late = seen();
        memory.claim(late, () -> true, () -> told++);
        store.work();
        assertThat(told).isEqualTo(1);
        assertThat(late.usage()).isNull();
        assertThat(tally()).isNull();
    }
}
