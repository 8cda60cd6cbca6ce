package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Strictness;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.Confines;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.ledger.PassRule;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is passed through raw, for whom; and whose files and batches are.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassThroughTest {
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<PassRule> rules = Stream.of("GET,POST up /v1/fine_tuning/*", "DELETE up /v1/fine_tuning/jobs/*")
                .map(rule -> PassRule.read(rule).orElseThrow())
                .toList();
        gateway = TestGateway.start(TestGateway.config(
                List.of(
                        TestGateway.endpoint("up", "openai-compatible", upstream.url()),
                        TestGateway.endpoint("claude", "anthropic", upstream.url())),
                List.of(),
                new Keyring(List.of(
                        new ClientKey("ops", KeyHash.of("k-ops"), List.of(), Strictness.LENIENT, Confines.NONE, rules),
                        new ClientKey("other", KeyHash.of("k-other"), List.of()),
                        new ClientKey(
                                "eu",
                                KeyHash.of("k-eu"),
                                List.of(),
                                Strictness.LENIENT,
                                new Confines("eu", null),
                                rules))),
                Outbound.DIRECT));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    private HttpResponse<byte[]> ask(String method, String path, String key, String body) throws Exception {
        return later(method, path, key, body).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<byte[]>> later(String method, String path, String key, String body) {
        HttpRequest.Builder request = gateway.request(path).header("authorization", "Bearer " + key);
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return gateway.client()
                .sendAsync(
                        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatAKeyMayIsPassedThroughAsItIsWithTheProvidersKey() throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"ft-1\", \"error\":{\"code\":null}}"));
        HttpResponse<byte[]> answer = ask(
                "POST",
                "/providers/up/v1/fine_tuning/jobs?after=a%20b&key=k-ops",
                "k-ops",
                "{\"model\": \"any\", \"x\":1.0}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"id\":\"ft-1\", \"error\":{\"code\":null}}");
        assertThat(upstream.last().line()).isEqualTo("POST /v1/fine_tuning/jobs?after=a%20b HTTP/1.1");
        assertThat(upstream.last().text()).isEqualTo("{\"model\": \"any\", \"x\":1.0}");
        assertThat(upstream.last().headers())
                .containsEntry("authorization", "Bearer test-key")
                .containsEntry("content-type", "application/json");
        assertThat(upstream.last().headers().toString() + upstream.last().line())
                .doesNotContain("k-ops");
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue("up/raw");
    }

    @Test
    void aRequestWithoutABodyGoesOutWithoutOne() throws Exception {
        upstream.answer(Script.json(200, "{}"));
        ask("DELETE", "/providers/up/v1/fine_tuning/jobs/j", "k-ops", "");
        assertThat(upstream.last().line()).isEqualTo("DELETE /v1/fine_tuning/jobs/j HTTP/1.1");
        assertThat(upstream.last().headers()).doesNotContainKeys("content-type", "content-length");
    }

    @Test
    void aStreamIsPassedByteForByte() throws Exception {
        String stream = ": hi\n\ndata: no json\r\n\r\ndata: [DONE]";
        upstream.answer(Script.stream().chunk(stream).last());
        HttpResponse<byte[]> answer = ask("GET", "/providers/up/v1/fine_tuning/events", "k-ops", "");
        assertThat(text(answer)).isEqualTo(stream);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/up/v1/files",
                "/providers/claude/v1/fine_tuning/jobs",
                "/providers/UP/v1/fine_tuning/jobs",
                "/providers/up/V1/fine_tuning/jobs",
                "/providers/up/v1/fine_tuning/../files",
                "/providers/up/v1/fine_tuning/x/../../files",
                "/providers/up//v1/files//",
                "/providers/nobody/v1/fine_tuning/jobs"
            })
    void whatIsNotOnTheListIsRefused(String path) throws Exception {
        assertThat(ask("GET", path, "k-ops", "").statusCode()).isEqualTo(403);
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/up/v1/fine_tuning/%2e%2e/files",
                "/providers/up/v1/fine_tuning/..%2ffiles",
                "/providers/up/v1/fine_tuning/%252e%252e/files",
                "/providers/up/v1/fine_tuning/%5c..%5cfiles",
                "/providers/up/v1/fine_tuning/jobs;/../files"
            })
    void aPathThatCouldBeReadInTwoWaysIsRefused(String path) throws Exception {
        HttpResponse<byte[]> answer = ask("GET", path, "k-ops", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("path_not_canonical");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aKeyWithoutAListHasNothingPassedThrough() throws Exception {
        HttpResponse<byte[]> answer = ask("GET", "/providers/up/v1/fine_tuning/jobs", "k-other", "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(text(answer)).contains("`pass-through` in weir.yaml");
    }

    @Test
    void aMethodThatIsNotOnTheListIsRefused() throws Exception {
        assertThat(ask("DELETE", "/providers/up/v1/fine_tuning/checkpoints/c", "k-ops", "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aKeyThatIsConfinedToARegionHasNothingPassedOutOfIt() throws Exception {
        assertThat(ask("GET", "/providers/up/v1/fine_tuning/jobs", "k-eu", "").statusCode())
                .isEqualTo(400);
        assertThat(ask("POST", "/v1/files", "k-eu", "{}").statusCode()).isEqualTo(400);
        assertThat(ask("POST", "/v1/embeddings", "k-eu", "{\"model\":\"up/m\",\"input\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(upstream.received()).isEmpty();
    }

    private static String file(String id) {
        return "{\"id\":\"" + id + "\",\"object\":\"file\"}";
    }

    @Test
    void aFileExistsForTheKeyThatMadeIt() throws Exception {
        upstream.answer(Script.json(200, file("file-a")));
        assertThat(ask("POST", "/v1/files", "k-ops", "{}").statusCode()).isEqualTo(200);
        assertThat(upstream.last().headers()).containsEntry("authorization", "Bearer test-key");
        assertThat(ask("GET", "/v1/files/file-a", "k-ops", "").statusCode()).isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("GET /v1/files/file-a HTTP/1.1");
        upstream.forget();
        HttpResponse<byte[]> foreign = ask("GET", "/v1/files/file-a", "k-other", "");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(ask("DELETE", "/v1/files/file-a", "k-other", "").statusCode())
                .isEqualTo(404);
        assertThat(ask("GET", "/v1/files/file-a/content", "k-other", "").statusCode())
                .isEqualTo(404);
        assertThat(ask("GET", "/v1/files/..%2Fmodels", "k-ops", "").statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void theContentOfAFileComesAsItIs() throws Exception {
        upstream.answer(Script.json(200, file("file-c")));
        ask("POST", "/v1/files?provider=up", "k-ops", "{}");
        byte[] content = {1, 2, 3, 0, -1};
        upstream.answer(Script.reply(200, "application/octet-stream", content));
        HttpResponse<byte[]> answer = ask("GET", "/v1/files/file-c/content", "k-ops", "");
        assertThat(answer.body()).isEqualTo(content);
        assertThat(upstream.last().line()).isEqualTo("GET /v1/files/file-c/content HTTP/1.1");
    }

    @Test
    void aListHoldsTheCallersOwn() throws Exception {
        upstream.answer(Script.json(200, file("file-mine")));
        ask("POST", "/v1/files", "k-ops", "{}");
        upstream.answer(Script.json(
                200,
                "{\"object\":\"list\",\"data\":[" + file("file-else") + "," + file("file-mine")
                        + "],\"first_id\":\"file-else\",\"last_id\":\"file-mine\",\"has_more\":false}"));
        assertThat(text(ask("GET", "/v1/files?limit=2", "k-ops", "")))
                .isEqualTo("{\"object\":\"list\",\"data\":[" + file("file-mine")
                        + "],\"first_id\":\"file-mine\",\"last_id\":\"file-mine\",\"has_more\":false}");
        assertThat(upstream.last().line()).isEqualTo("GET /v1/files?limit=2 HTTP/1.1");
        assertThat(text(ask("GET", "/v1/files", "k-other", ""))).doesNotContain("file-mine", "file-else");
    }

    @Test
    void aDeletedFileIsForgotten() throws Exception {
        upstream.answer(Script.json(200, file("file-d")));
        ask("POST", "/v1/files", "k-ops", "{}");
        upstream.answer(Script.json(200, "{\"id\":\"file-d\",\"object\":\"file\",\"deleted\":true}"));
        assertThat(ask("DELETE", "/v1/files/file-d", "k-ops", "").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/v1/files/file-d", "k-ops", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aBatchRunsWhereItsFileLivesAndOwnsWhatItWrites() throws Exception {
        upstream.answer(Script.json(200, file("file-b")));
        ask("POST", "/v1/files", "k-ops", "{}");
        upstream.answer(Script.json(200, "{\"id\":\"batch_1\",\"output_file_id\":\"file-out\",\"errors\":null}"));
        HttpResponse<byte[]> made = ask("POST", "/v1/batches", "k-ops", "{\"input_file_id\":\"file-b\"}");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(ask("POST", "/v1/batches/batch_1/cancel", "k-ops", "").statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("POST /v1/batches/batch_1/cancel HTTP/1.1");
        assertThat(ask("GET", "/v1/files/file-out", "k-ops", "").statusCode()).isEqualTo(200);
        upstream.forget();
        assertThat(ask("POST", "/v1/batches", "k-other", "{\"input_file_id\":\"file-b\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask("GET", "/v1/batches/batch_1", "k-other", "").statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void ofLooksAtABatchAtTheSameTimeOneMetersIt() throws Exception {
        upstream.answer(Script.json(200, file("file-r")));
        ask("POST", "/v1/files", "k-ops", "{}");
        upstream.answer(Script.json(200, "{\"id\":\"batch_r\",\"status\":\"in_progress\"}"));
        ask("POST", "/v1/batches", "k-ops", "{\"input_file_id\":\"file-r\"}");
        assertThat(metered(ask("GET", "/v1/batches/batch_r", "k-ops", ""))).isEqualTo("nothing");
        CountDownLatch both = new CountDownLatch(2);
        upstream.answer(received -> {
            both.countDown();
            return Script.json(
                            200,
                            "{\"id\":\"batch_r\",\"status\":\"completed\",\"usage\":{\"input_tokens\":7,"
                                    + "\"output_tokens\":1,\"total_tokens\":8}}")
                    .before(both);
        });
        var one = later("GET", "/v1/batches/batch_r", "k-ops", "");
        var two = later("GET", "/v1/batches/batch_r", "k-ops", "");
        assertThat(List.of(metered(one.get(30, TimeUnit.SECONDS)), metered(two.get(30, TimeUnit.SECONDS))))
                .containsExactlyInAnyOrder("7", "nothing");
        assertThat(metered(ask("GET", "/v1/batches/batch_r", "k-ops", ""))).isEqualTo("nothing");
    }

    private String metered(HttpResponse<byte[]> answer) throws Exception {
        String id = answer.headers().firstValue("x-weir-request-id").orElseThrow();
        byte[] receipt = ask("GET", "/v1/weir/receipts/" + id, "k-ops", "").body();
        return Json.read(receipt, 0, receipt.length).at("/usage/input/fresh").asString("nothing");
    }

    @Test
    void aProviderThatKeepsNoFilesIsNamedWithThoseThatDo() throws Exception {
        HttpResponse<byte[]> answer = ask("GET", "/v1/files?provider=claude", "k-ops", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("`claude` does not speak openai-files", "These can");
    }

    @Test
    void aWrongMethodSaysTheRightOnes() throws Exception {
        HttpResponse<byte[]> answer = ask("PUT", "/v1/files/file-a", "k-ops", "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, DELETE");
    }
}
