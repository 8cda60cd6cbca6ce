package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A provider with a near and a far address, neither of which anybody has asked yet.
class NearestRegionTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String CONFIG = """
            providers:
              world: { like: openai-compatible, key: secret-key, regions: { us: "${FAR}", eu: "${UP}" } }
              one: { like: openai-compatible, key: k, url: "${UP}/one" }
              quiet: { like: openai-compatible, key: k, probe: false, regions: { us: "${UP}/qus", eu: "${UP}/qeu" } }
            """;

    private ScriptedUpstream near;
    private ScriptedUpstream far;
    private CountDownLatch release;
    private TestGateway gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        near = new ScriptedUpstream();
        far = new ScriptedUpstream();
        near.answer(received -> Script.json(isQuestion(received) ? 401 : 200, ANSWER));
        release = new CountDownLatch(1);
        far.answer(this::far);
        gateway = TestGateway.start(CONFIG.replace("${FAR}", far.url()), folder, near.url());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        near.close();
        far.close();
    }

    /// The first question opens the connection, the second is measured, and takes until a test says so.
    private Script far(ScriptedUpstream.Received received) {
        if (!isQuestion(received)) {
            return Script.json(200, ANSWER);
        }
        var answer = new Script();
        return (received.equals(far.received().getFirst()) ? answer : answer.await(release)).send(head(401, ""));
    }

    private static byte[] head(int status, String body) {
        return ("HTTP/1.1 " + status + " X\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isQuestion(ScriptedUpstream.Received received) {
        return received.line().startsWith("GET ");
    }

    private HttpResponse<String> admin(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + path));
        if (!body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return gateway.client().send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode addresses() throws Exception {
        var read = Objects.requireNonNull(
                Json.readOrNull(admin("/admin/v1/health", "").body()));
        return read.path("addresses");
    }

    private void awaitMeasured(int count) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (addresses().size() < count) {
            assertThat(System.nanoTime()).as("nothing was measured").isLessThan(deadline);
        }
    }

    /// Lets the far address answer when it has taken twice as long as the near one, and more.
    private void letFarAnswer() throws Exception {
        awaitMeasured(1);
        double millis = 50 + 2 * addresses().path(0).path("distance_ms").asDouble();
        while (far.received().size() < 2) {
            Thread.onSpinWait();
        }
        long asked = far.last().at();
        while ((double) (System.nanoTime() - asked) / 1e6 < millis) {
            Thread.onSpinWait();
        }
        release.countDown();
        awaitMeasured(2);
    }

    private HttpResponse<String> ask(String model, String... headers) throws Exception {
        var request = gateway.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.client().send(request.build(), BodyHandlers.ofString());
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-weir-target").orElse(answer.body());
    }

    @Test
    void theNearerAddressAnswersThoughNobodyHasAskedEither() throws Exception {
        letFarAnswer();
        assertThat(admin("/admin/v1/explain", "{\"model\":\"world/m\"}").body())
                .startsWith("{\"steps\":[{\"target\":\"world@eu/m\"")
                .contains("ms away", "{\"target\":\"world@us/m\"");
        for (int i = 0; i < 30; i++) {
            assertThat(target(ask("world/m"))).isEqualTo("world@eu/m");
        }
        assertThat(target(ask("world/m", "x-weir-region", "us"))).isEqualTo("world@us/m");
        assertThat(addresses().path(0).path("provider").asString("")).isEqualTo("world@eu");
        assertThat(addresses().path(1).path("state").asString("")).isEqualTo("within_reach");
        assertThat(addresses().path(1).path("distance_ms").asDouble())
                .isGreaterThan(addresses().path(0).path("distance_ms").asDouble());
        assertThat(admin("/metrics", "").body()).contains("weir_address_distance_seconds{provider=\"world@us\"");
    }

    @Test
    void aQuestionShowsNoKeyAndIsAskedOnlyWhereThereIsAChoice() throws Exception {
        release.countDown();
        awaitMeasured(2);
        assertThat(near.received()).allSatisfy(received -> {
            assertThat(received.line()).isEqualTo("GET /v1/models HTTP/1.1");
            assertThat(received.headers().toString()).doesNotContain("secret-key", "authorization");
        });
        assertThat(near.received()).hasSize(2);
        assertThat(far.received()).hasSize(2);
    }

    @Test
    void anAddressOutOfReachStandsLast(@TempDir Path folder) throws Exception {
        release.countDown();
        awaitMeasured(2);
        gateway.close();
        far.close();
        Files.createDirectories(folder.resolve("again"));
        gateway = TestGateway.start(CONFIG.replace("${FAR}", far.url()), folder.resolve("again"), near.url());
        awaitMeasured(2);
        assertThat(addresses().toString()).contains("\"state\":\"out_of_reach\",\"why\":\"no connection");
        assertThat(target(ask("world/m"))).isEqualTo("world@eu/m");
        assertThat(admin("/admin/v1/explain", "{\"model\":\"world/m\"}").body()).contains("out of reach");
    }
}
