package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final Instant BEGIN = Instant.parse("2026-03-04T05:06:07Z");

    private final Receipts receipts = new Receipts();
    private final Observer shelf = receipts.shelf(1_000);
    private Instant now = BEGIN;

    private static Receipt receipt(String id, Instant at) {
        return new Receipt(
                id,
                at,
                "k",
                "openai-chat",
                "m",
                Delivery.WHOLE,
                1,
                Receipt.Outcome.COMPLETE,
                "up/m",
                Lane.SAME,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                "stop",
                new Receipt.Timing(Duration.ofMillis(3), null),
                null,
                null);
    }

    private void finish(int from, int to, Duration apart) {
        IntStream.range(from, to).forEach(i -> {
            now = now.plus(apart);
            shelf.finished(receipt("r" + i, now));
        });
    }

    private List<String> newest(int most) {
        return receipts.newest(_ -> true, most).stream().map(Receipt::id).toList();
    }

    @Test
    void theLastOfEveryShelfAreKept() {
        finish(0, 2_500, Duration.ofMillis(10));
        Observer other = receipts.shelf(2);
        IntStream.range(0, 3).forEach(i -> other.finished(receipt("o" + i, BEGIN)));
        assertThat(receipts.find("r1499")).isNull();
        assertThat(receipts.find("r1500")).isNotNull();
        assertThat(receipts.find("o0")).isNull();
        assertThat(receipts.find("o2", "k")).isNotNull();
        assertThat(receipts.find("o2", "another")).isNull();
        assertThat(newest(2)).containsExactly("r2499", "r2498");
        assertThat(newest(10_000)).hasSize(1_002);
    }

    @Test
    void fewerAreKeptWhileTheyComeFastAndAllAgainAfterwards() {
        finish(0, 10_000, Duration.ofNanos(100_000));
        assertThat(newest(10_000)).hasSize(200).contains("r9999", "r9800");
        finish(10_000, 13_000, Duration.ofMillis(2));
        assertThat(newest(10_000)).hasSize(1_000).contains("r12999");
        assertThat(receipts.find("r12500")).isNotNull();
    }
}
