package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.config.Problem;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.rig.ScriptedUpstream.Received;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider's keys may belong to different accounts: what was made with one of them exists behind that one alone.
class AccountsTest {
    private static final String CONFIG = """
            providers:
              openai: { url: "${UP}", keys: [ key-a, key-b ] }
              alone: { like: openai, url: "${UP}", key: key-b }
            keys:
              - { name: shop, key: secret-shop }
            """;

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        upstream.answer(AccountsTest::account);
        gateway = TestGateway.start(CONFIG, folder, upstream.url());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    /// Two accounts, each of which knows what it made itself.
    private static Script account(Received received) {
        var own = key(received).equals("key-a") ? "a" : "b";
        if (!received.line().startsWith("POST")) {
            return received.path().endsWith("_" + own)
                    ? Script.json(
                            200, "{\"id\":\"" + received.path().replaceAll(".*/", "") + "\",\"status\":\"completed\"}")
                    : Script.json(
                            404, "{\"error\":{\"message\":\"of another account\",\"type\":\"invalid_request_error\"}}");
        }
        var kind = received.path().endsWith("/files")
                ? "file_"
                : received.path().endsWith("/batches") ? "batch_" : "resp_";
        return Script.json(
                200,
                "{\"id\":\"" + kind + own
                        + "\",\"object\":\"x\",\"created_at\":5,\"model\":\"g\",\"status\":\"completed\","
                        + "\"output\":[]}");
    }

    private static String key(Received received) {
        return received.headers().getOrDefault("authorization", "").replace("Bearer ", "");
    }

    private CompletableFuture<HttpResponse<String>> later(String method, String path, String body) {
        HttpRequest.Builder request = gateway.request(path).header("authorization", "Bearer secret-shop");
        return gateway.client()
                .sendAsync(
                        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return later(method, path, body).get(30, TimeUnit.SECONDS);
    }

    /// Asks for the same twice at once, so that both keys are used.
    private void withBothKeys(String path, String body) throws Exception {
        var arrived = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        upstream.answer(received -> {
            if (arrived.getCount() == 0) {
                return account(received);
            }
            arrived.countDown();
            return account(received).before(release);
        });
        var first = later("POST", path, body);
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        var second = call("POST", path, body);
        release.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).body() + second.body()).contains("_a\"", "_b\"");
    }

    private void reload(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("weir.yaml"), yaml);
        Flags flags = new Flags("127.0.0.1:0", "127.0.0.1:0", folder.resolve("data"));
        switch (Config.load(TestGateway.CATALOG, file, Map.of("UP", upstream.url()), flags, 2)) {
            case Loaded.Ok ok -> gateway.gateway().reload(ok.config());
            case Loaded.Problems wrong -> throw new IllegalArgumentException(Problem.lines(wrong.problems()));
        }
    }

    @Test
    void anAnswerIsFoundAndContinuedWithTheKeyThatMadeIt() throws Exception {
        withBothKeys("/v1/responses", "{\"model\":\"openai/g\",\"input\":\"hi\"}");
        for (var id : new String[] {"resp_a", "resp_b", "resp_b", "resp_a"}) {
            assertThat(call("GET", "/v1/responses/" + id, "").statusCode()).isEqualTo(200);
            call(
                    "POST",
                    "/v1/responses",
                    "{\"model\":\"openai/g\",\"previous_response_id\":\"" + id + "\",\"input\":\"go on\"}");
            assertThat(key(upstream.last())).isEqualTo(id.replace("resp_", "key-"));
        }
    }

    @Test
    void aFileAndItsBatchLiveBehindOneKey() throws Exception {
        withBothKeys("/v1/files?provider=openai", "{}");
        for (var own : new String[] {"b", "a"}) {
            assertThat(call("GET", "/v1/files/file_" + own, "").statusCode()).isEqualTo(200);
            assertThat(call("POST", "/v1/batches", "{\"input_file_id\":\"file_" + own + "\"}")
                            .body())
                    .contains("batch_" + own);
            assertThat(call("GET", "/v1/batches/batch_" + own, "").statusCode()).isEqualTo(200);
            assertThat(key(upstream.last())).isEqualTo("key-" + own);
        }
    }

    @Test
    void aKeyThatWasTakenAwayIsNamedByItsFingerprint() throws Exception {
        withBothKeys("/v1/responses", "{\"model\":\"openai/g\",\"input\":\"hi\"}");
        withBothKeys("/v1/files?provider=openai", "{}");
        upstream.forget();
        reload(CONFIG.replace("[ key-a, key-b ]", "[ key-a, key-c ]"));
        var gone = call("GET", "/v1/responses/resp_b", "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body())
                .contains("credential_removed", "`openai`", "fingerprint")
                .doesNotContain("key-b");
        assertThat(call("GET", "/v1/files/file_b", "").body()).contains("credential_removed");
        assertThat(call(
                                "POST",
                                "/v1/responses",
                                "{\"model\":\"openai/g\",\"previous_response_id\":\"resp_b\",\"input\":\"go on\"}")
                        .body())
                .contains("credential_removed");
        assertThat(upstream.received()).isEmpty();
        assertThat(call("GET", "/v1/responses/resp_a", "").statusCode()).isEqualTo(200);
    }

    @Test
    void theOnlyKeyMayBeRenewed() throws Exception {
        call("POST", "/v1/responses", "{\"model\":\"alone/g\",\"input\":\"hi\"}");
        reload(CONFIG.replace("key: key-b", "key: key-new"));
        assertThat(call("GET", "/v1/responses/resp_b", "").statusCode()).isEqualTo(200);
        assertThat(key(upstream.last())).isEqualTo("key-new");
    }

    @Test
    void aConfinedCallerReadsNothingWhereItsRequestsMayNotGo() throws Exception {
        call("POST", "/v1/responses", "{\"model\":\"alone/g\",\"input\":\"hi\"}");
        call("POST", "/v1/files?provider=alone", "{}");
        upstream.forget();
        reload(CONFIG.replace("key: secret-shop", "key: secret-shop, region: eu"));
        for (var path : new String[] {"/v1/responses/resp_b", "/v1/files/file_b"}) {
            var refused = call("GET", path, "");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("does not leave eu");
        }
        assertThat(call(
                                "POST",
                                "/v1/responses",
                                "{\"model\":\"alone/g\",\"previous_response_id\":\"resp_b\",\"input\":\"go on\"}")
                        .body())
                .contains("does not leave eu");
        assertThat(upstream.received()).isEmpty();
    }
}
