package dev.weir;

import static dev.weir.FaultCase.all;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Seen;
import dev.weir.FaultCase.Way;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The faults that a provider may have, each with what its caller and the providers must then see.
final class FaultRows {
    static final Set<Way> BOTH = Set.of(Way.WHOLE, Way.STREAMED);
    static final Set<Way> STREAMED = Set.of(Way.STREAMED);

    /// All of them, by number.
    static final List<Row> ROWS = Stream.of(AnswerFaults.ROWS, MiddleFaults.ROWS, Floods.ROWS)
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(FaultRows::number).thenComparing(Row::id))
            .toList();

    private FaultRows() {}

    /// What must be seen.
    interface Check {
        void run(FaultCase of) throws Exception;
    }

    /// @param provider what it does
    /// @param gateway what it makes of it
    /// @param ways of asking in which the fault can happen
    record Row(String id, String provider, String gateway, Set<Way> ways, Check check) {}

    private static int number(Row row) {
        return Integer.parseInt(row.id().replaceAll("\\D", ""));
    }

    /// The caller has the whole answer, once.
    static void isWhole(Seen seen) {
        assertThat(seen.status()).as(seen.body()).isEqualTo(200);
        assertThat(seen.text()).isEqualTo(all());
        assertThat(seen.complete()).as(seen.body()).isTrue();
    }
}
