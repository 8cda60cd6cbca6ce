package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import dev.weir.route.Imprint;
import dev.weir.route.Lane;
import dev.weir.route.Receipt;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogLineTest {
    private static final Receipt RECEIPT = new Receipt(
            "req_1",
            Instant.parse("2026-03-04T05:06:07.080910Z"),
            "a \"key\"",
            "openai-chat",
            "up/modèle",
            Delivery.STREAM,
            7,
            Receipt.Outcome.FAILED,
            "up/m",
            Lane.SAME,
            List.of(new Receipt.Attempt("up/m", Lane.SAME, "it is named", 200, Duration.ofMillis(3), null)),
            List.of(),
            List.of(),
            List.of(),
            new Usage(new Usage.Input(1, 2, 3, 4, 5, 6), new Usage.Output(7, 8, 9, 10), Usage.Source.ESTIMATED, null),
            "stop",
            new Receipt.Timing(Duration.ofNanos(1_002_003_000), Duration.ofNanos(45_000)),
            new Failure.Truncated("cut\nshort"),
            new Imprint(Json.object().put("tools", 2).put("conversation", "é")));

    @Test
    void aLineIsOneJsonObjectThatSaysWhatTheReceiptSays() {
        ByteSink out = new ByteSink(16);
        new LogLine().write(RECEIPT, out);
        String line = new String(out.toBytes(), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode read = Objects.requireNonNull(Json.readOrNull(line));
        JsonNode full = ReceiptJson.full(RECEIPT);
        assertThat(Instant.parse(read.path("at").asString())).isEqualTo(RECEIPT.at());
        read.propertyNames().stream()
                .filter(name -> !name.equals("at"))
                .forEach(name -> assertThat(read.get(name).toString())
                        .as(name)
                        .isEqualTo(full.get(name).toString()));
        assertThat(read.propertyNames())
                .contains("id", "target", "usage", "failure", "ms", "first_token_ms", "tries", "asked");
    }
}
