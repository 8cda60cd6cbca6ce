package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ConcurrencyLimit.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConcurrencyLimitTest {
    record Waiter(int number, int urgency) {}

    /// 0 to 2: comes with that urgency; 3: somebody leaves; 4: the one who waits longest gives up.
    @Provide
    Arbitrary<List<Integer>> moves() {
        return Arbitraries.integers().between(0, 4).list().ofMaxSize(120);
    }

    /// The reference: a list of who is in, and one of who waits.
    @Property(tries = 500)
    void doesWhatTwoListsWouldDo(@ForAll("moves") List<Integer> moves) {
        ConcurrencyLimit<Waiter> limit = new ConcurrencyLimit<>(2, 3);
        Set<Waiter> inside = new HashSet<>();
        List<Waiter> waiting = new ArrayList<>();
        int number = 0;
        for (int move : moves) {
            if (move <= 2) {
                comes(limit, new Waiter(number++, move), inside, waiting);
            } else if (move == 3 && !inside.isEmpty()) {
                inside.remove(inside.iterator().next());
                Waiter next = waiting.stream()
                        .max(Comparator.comparingInt(Waiter::urgency).thenComparingInt(w -> -w.number()))
                        .orElse(null);
                assertThat(limit.leave()).isEqualTo(next);
                if (next != null) {
                    waiting.remove(next);
                    inside.add(next);
                }
            } else if (move == 4 && !waiting.isEmpty()) {
                Waiter first = waiting.removeFirst();
                assertThat(limit.withdraw(first, first.urgency())).isTrue();
                assertThat(limit.withdraw(first, first.urgency())).isFalse();
            }
            assertThat(limit.inside()).isEqualTo(inside.size());
            assertThat(limit.waiting()).isEqualTo(waiting.size());
        }
    }

    private static void comes(ConcurrencyLimit<Waiter> limit, Waiter who, Set<Waiter> inside, List<Waiter> waiting) {
        Entry<Waiter> entry = limit.enter(who, who.urgency());
        if (inside.size() < 2) {
            assertThat(entry).isEqualTo(new Entry.Admitted<Waiter>());
            inside.add(who);
        } else if (waiting.size() < 3) {
            assertThat(entry).isEqualTo(new Entry.Queued<Waiter>(null));
            waiting.add(who);
        } else {
            Waiter least = waiting.stream()
                    .min(Comparator.comparingInt(Waiter::urgency).thenComparingInt(w -> -w.number()))
                    .orElseThrow();
            if (least.urgency() >= who.urgency()) {
                assertThat(entry).isEqualTo(new Entry.Full<Waiter>());
            } else {
                assertThat(entry).isEqualTo(new Entry.Queued<>(least));
                waiting.remove(least);
                waiting.add(who);
            }
        }
    }
}
