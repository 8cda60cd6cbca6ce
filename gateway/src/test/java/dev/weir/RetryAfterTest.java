package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// How long a provider's word is waited for that names the time when it may be asked again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetryAfterTest {
    private static final String CONFIG = """
            providers:
              up: { like: openai-compatible, url: "${UP}/v1", key: k }
            models:
              alone: { targets: [ up/minutes ], retry: { patience: 1s } }
              usual: { targets: [ up/hour ] }
              short: { targets: [ up/short ], retry: { patience: 1s } }
              once: { targets: [ up/spare ], retry: { attempts: 1 } }
              both: { targets: [ up/late, up/spare ] }
              neither: { targets: [ up/later, up/latest ], retry: { patience: 500ms } }
              tired: { targets: [ up/latest ], retry: { attempts: 1 } }
            """;

    private final Map<String, Supplier<Script>> behaviours = new ConcurrentHashMap<>();
    private ScriptedUpstream up;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        up = new ScriptedUpstream();
        up.answer(request ->
                Objects.requireNonNull(behaviours.get(FaultCase.asked(request))).get());
        gateway = TestGateway.start(CONFIG, folder, up.url());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        up.close();
    }

    private static Script limited(long millis) {
        return Script.reply(
                429,
                Map.of(
                        "content-type",
                        "application/json",
                        "retry-after",
                        Long.toString((millis + 999) / 1_000),
                        "retry-after-ms",
                        Long.toString(millis)),
                "{\"error\":{\"message\":\"slow down\"}}".getBytes(StandardCharsets.UTF_8));
    }

    private static Supplier<Script> onceLimited(long millis) {
        AtomicInteger calls = new AtomicInteger();
        return () -> calls.getAndIncrement() == 0 ? limited(millis) : FaultCase.whole("hello");
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return gateway.chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private long asked(String model) {
        return up.received().stream()
                .filter(request -> model.equals(FaultCase.asked(request)))
                .count();
    }

    @Test
    void minutesAreTheCallersToWait() throws Exception {
        behaviours.put("minutes", () -> limited(120_000));
        behaviours.put("hour", () -> limited(3_600_000));
        for (String model : new String[] {"alone", "usual"}) {
            HttpResponse<String> answer = ask(model);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("slow down");
            assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        }
        assertThat(ask("alone").headers().firstValue("retry-after")).contains("120");
        assertThat(asked("minutes")).as("one try for each request").isEqualTo(2);
        assertThat(asked("hour")).isEqualTo(1);
    }

    @Test
    void aShortTimeIsWaitedFor() throws Exception {
        behaviours.put("short", onceLimited(200));
        assertThat(ask("short").statusCode()).isEqualTo(200);
        var times = up.received().stream()
                .filter(request -> "short".equals(FaultCase.asked(request)))
                .map(ScriptedUpstream.Received::at)
                .toList();
        assertThat(times).hasSize(2);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(190_000_000L);
    }

    @Test
    void aFallbackThatIsBackSoonerIsAskedFirst() throws Exception {
        behaviours.put("late", () -> limited(25_000));
        behaviours.put("spare", onceLimited(300));
        assertThat(ask("once").statusCode()).as("now the fallback rests").isEqualTo(429);
        HttpResponse<String> answer = ask("both");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("up/spare");
        assertThat(asked("late")).isEqualTo(1);
    }

    @Test
    void whereBothRestForLongNobodyWaits() throws Exception {
        behaviours.put("later", () -> limited(20_000));
        behaviours.put("latest", () -> limited(10_000));
        assertThat(ask("tired").statusCode()).isEqualTo(429);
        HttpResponse<String> answer = ask("neither");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(asked("later")).isEqualTo(1);
        assertThat(asked("latest")).isEqualTo(2);
    }
}
