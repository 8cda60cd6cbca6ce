package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ConcurrencyLimit.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private static final Comparator<Waiter> MORE_URGENT =
            Comparator.comparingInt(Waiter::urgency).reversed().thenComparingInt(Waiter::number);

    record Waiter(int number, int urgency, Capacity within) {}

    /// @param what 0 and 1: one comes; 2: tries without waiting; 3: somebody leaves; 4: the one who came first gives up
    record Move(int what, int urgency, int most, int queue) {}

    @Provide
    Arbitrary<List<Move>> moves() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 3))
                .as(Move::new)
                .list()
                .ofMaxSize(120);
    }

    private static Capacity capacity(int most, int queue) {
        return new Capacity(most, queue, Duration.ZERO);
    }

    /// The reference: a number of who is in, and a list of who waits.
    private static final class Reference {
        private final List<Waiter> waiting = new ArrayList<>();
        private int inside;
        private int number;

        private void comes(ConcurrencyLimit<Waiter> limit, Move move) {
            Waiter who = new Waiter(number++, move.urgency(), capacity(move.most(), move.queue()));
            Entry<Waiter> entry = limit.enter(who, who.urgency(), who.within());
            if (inside < move.most()) {
                inside++;
                assertThat(entry).isEqualTo(new Entry.Admitted<Waiter>());
            } else if (waiting.size() < move.queue()) {
                waiting.add(who);
                assertThat(entry).isEqualTo(new Entry.Queued<Waiter>(null));
            } else {
                Waiter last = waiting.stream().max(MORE_URGENT).orElse(null);
                if (last == null || move.queue() == 0 || last.urgency() >= who.urgency()) {
                    assertThat(entry).isEqualTo(new Entry.Full<Waiter>());
                } else {
                    waiting.remove(last);
                    waiting.add(who);
                    assertThat(entry).isEqualTo(new Entry.Queued<>(last));
                }
            }
        }

        private void leaves(ConcurrencyLimit<Waiter> limit) {
            Waiter next = waiting.stream()
                    .filter(who -> who.within().most() >= inside)
                    .min(MORE_URGENT)
                    .orElse(null);
            assertThat(limit.leave()).isSameAs(next);
            if (next == null) {
                inside--;
            } else {
                waiting.remove(next);
            }
        }
    }

    @Property(tries = 500)
    void doesWhatANumberAndAListWouldDo(@ForAll("moves") List<Move> moves) {
        ConcurrencyLimit<Waiter> limit = new ConcurrencyLimit<>();
        Reference reference = new Reference();
        for (Move move : moves) {
            if (move.what() <= 1) {
                reference.comes(limit, move);
            } else if (move.what() == 2) {
                boolean free = reference.inside < move.most();
                assertThat(limit.admit(capacity(move.most(), 0))).isEqualTo(free);
                reference.inside += free ? 1 : 0;
            } else if (move.what() == 3 && reference.inside > 0) {
                reference.leaves(limit);
            } else if (move.what() == 4 && !reference.waiting.isEmpty()) {
                Waiter first = reference.waiting.removeFirst();
                assertThat(limit.withdraw(first)).isTrue();
                assertThat(limit.withdraw(first)).isFalse();
            }
            assertThat(limit.inside()).isEqualTo(reference.inside);
            assertThat(limit.waiting()).isEqualTo(reference.waiting.size());
            assertThat(reference.waiting)
                    .as("nobody waits who could come in")
                    .allMatch(who -> who.within().most() <= limit.inside());
        }
    }

    @Test
    void aSmallerShareLeavesRoomForTheOthers() {
        ConcurrencyLimit<String> limit = new ConcurrencyLimit<>();
        Capacity most = capacity(3, 1);
        Capacity share = capacity(1, 1);
        assertThat(limit.enter("a", 0, share)).isEqualTo(new Entry.Admitted<String>());
        assertThat(limit.enter("b", 0, share)).isEqualTo(new Entry.Queued<String>(null));
        assertThat(limit.enter("c", 0, most)).isEqualTo(new Entry.Admitted<String>());
        assertThat(limit.leave()).as("two were inside, and its share is one").isNull();
        assertThat(limit.leave()).isEqualTo("b");
    }
}
