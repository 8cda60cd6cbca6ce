package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Deadlines;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// 1,000 streams at once, on each lane, from the simulator through the gateway.
@Tag("slow")
class ThousandStreamsTest {
    private static final int STREAMS = 1_000;
    /// Client, gateway and simulator share a small machine here: this is about losses, not about speed.
    private static final Deadlines PATIENT = new Deadlines(
            Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(2), null);

    @Test
    void noneIsLostAndMemoryStaysFlat() throws Exception {
        Vertx vertx = Vertx.vertx();
        Simulator simulator = wait(Simulator.start(vertx, SimOptions.defaults().listeningOn("127.0.0.1", 0)), 20);
        String url = "http://127.0.0.1:" + simulator.port();
        try (TestGateway gateway =
                TestGateway.start(List.of(TestGateway.endpoint("sim", "sim", url, PATIENT)), List.of())) {
            HttpClientAgent client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(STREAMS));
            for (String model : List.of("gpt-sim", "claude-sim")) {
                round(client, gateway, model);
                long before = heapAfterCollection();
                round(client, gateway, model);
                round(client, gateway, model);
                long grown = heapAfterCollection() - before;
                System.out.println("1,000 streams at once of " + model + ": none lost, heap grew by " + grown / 1024
                        + " KiB over 2,000 more");
                // Receipts are kept on purpose, up to a bound; about 2 KiB each.
                assertThat(grown).isLessThan(16L << 20);
            }
        } finally {
            wait(vertx.close(), 20);
        }
    }

    private static void round(HttpClientAgent client, TestGateway gateway, String model) throws Exception {
        String body = "{\"model\":\"sim/" + model + "+ttft=500ms+tps=20+tokens=40\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        List<Future<Buffer>> answers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            answers.add(client.request(HttpMethod.POST, gateway.gateway().port(), "127.0.0.1", "/v1/chat/completions")
                    .compose(request -> request.putHeader("content-type", "application/json")
                            .send(body))
                    .compose(response -> {
                        assertThat(response.statusCode()).isEqualTo(200);
                        return response.body();
                    }));
        }
        wait(Future.join(answers), 120);
        for (Future<Buffer> answer : answers) {
            String text = answer.result().toString(StandardCharsets.UTF_8);
            assertThat(text)
                    .endsWith("data: [DONE]\n\n")
                    .contains("\"finish_reason\":\"")
                    .doesNotContain("\"error\"");
        }
    }

    private static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static <T> T wait(Future<T> future, int seconds) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}
