package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the gateway spends of its own accord.
class ProbeCostTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"pong\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";
    private static final String CONFIG = """
            providers:
              up: { like: openai-compatible, url: "${UP}/up", key: k, models: [ m ] }
              spare: { like: openai-compatible, url: "${UP}/spare", key: k, models: [ m ] }
            catalog:
              up/m: { price: { input: 1, output: 10 } }
            models:
              smart:
                targets: [ up/m, spare/m ]
                retry: { attempts: 1 }
                breaker: { probe: 20ms..40ms }
            """;

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }

    @Test
    void aProbeIsRecordedWithItsPriceAndIsNobodysRequest(@TempDir Path folder) throws Exception {
        try (var upstream = new ScriptedUpstream()) {
            upstream.answer(received ->
                    received.path().startsWith("/up") && !received.text().contains("ping")
                            ? Script.json(503, "{}")
                            : Script.json(200, ANSWER));
            try (var gateway = TestGateway.start(CONFIG, folder, upstream.url())) {
                for (int i = 0; i < 5; i++) {
                    gateway.chat("{\"model\":\"smart\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
                }
                var probe = json(gateway.logged(6).get(5));
                assertThat(probe.path("kind").asString("")).isEqualTo("probe");
                assertThat(probe.path("target").asString("")).isEqualTo("up/m");
                assertThat(probe.path("usage").path("input").path("fresh").asInt())
                        .isEqualTo(9);
                assertThat(probe.path("cost").path("usd").decimalValue()).isEqualByComparingTo("0.000039");
                assertThat(probe.has("key")).isFalse();
                var health = health(gateway, "/admin/v1/health");
                var row = json(health)
                        .path("targets")
                        .valueStream()
                        .filter(target -> target.path("target").asString("").equals("up/m"))
                        .findFirst()
                        .orElseThrow();
                long probes = row.path("probe_tokens").asLong() / 12;
                assertThat(probes).isPositive();
                assertThat(row.path("probe_usd").asDouble() / 0.000039).isCloseTo((double) probes, within(1e-6));
                assertThat(health(gateway, "/metrics"))
                        .contains(
                                "weir_target_probe_usd_total{target=\"up/m\"",
                                "weir_requests_total{outcome=\"complete\",target=\"spare/m\"} 5.0");
            }
        }
    }

    private static String health(TestGateway gateway, String path) throws Exception {
        return gateway.client()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + gateway.gateway().adminPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
