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
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What stands on providers' shelves, as every vendor's clients ask for it: each key has its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShelvesTest {
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<PassRule> rules = Stream.of("POST openai /v1/*", "POST google /upload/v1beta/files", "GET anthropic /v1/*")
                .map(rule -> PassRule.read(rule).orElseThrow())
                .toList();
        gateway = TestGateway.start(TestGateway.config(
                List.of(
                        TestGateway.endpoint("openai", "openai", upstream.url()),
                        TestGateway.endpoint("anthropic", "anthropic", upstream.url()),
                        TestGateway.endpoint("google", "google", upstream.url())),
                List.of(),
                new Keyring(List.of(
                        new ClientKey("one", KeyHash.of("k-one"), List.of(), Strictness.LENIENT, Confines.NONE, rules),
                        new ClientKey("two", KeyHash.of("k-two"), List.of()))),
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

    private HttpResponse<String> ask(String method, String path, String key, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = gateway.request(path).header("authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return gateway.client()
                .send(
                        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Objects.requireNonNull(Json.readOrNull(answer.body()), answer.body());
    }

    private void made(String path, String name) throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"" + name + "\",\"object\":\"x\"}"));
        assertThat(ask("POST", path, "k-one", "{\"x\":1}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "vector_stores, vs_1, GET, ''",
        "vector_stores, vs_1, POST, ''",
        "vector_stores, vs_1, POST, /search",
        "vector_stores, vs_1, GET, /files",
        "vector_stores, vs_1, GET, /files/file-9/content",
        "vector_stores, vs_1, POST, /file_batches/vsfb_1/cancel",
        "containers, cntr_9, GET, ''",
        "containers, cntr_9, GET, /files/cfile_1/content",
        "containers, cntr_9, DELETE, /files/cfile_1"
    })
    void aShelfOfOpenAisHoldsEachKeysOwn(String shelf, String id, String method, String more) throws Exception {
        made("/v1/" + shelf, id);
        upstream.forget();
        String path = "/v1/" + shelf + "/" + id + more;
        String body = method.equals("POST") ? "{}" : "";
        HttpResponse<String> foreign = ask(method, path, "k-two", body);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/message").asString()).contains("No such object: " + id);
        assertThat(upstream.received()).isEmpty();
        assertThat(ask(method, path, "k-one", body).statusCode()).isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo(method + " " + path + " HTTP/1.1");
        assertThat(ask("GET", path + "/../../models", "k-one", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'file_ids':['file-own','file-foreign']}",
                "{'files':[{'file_id':'file-foreign'}]}",
                "{'file_id':'file-own','file_\\u0069d':'file-foreign'}"
            })
    void aStoreIsFilledFromOnesOwnFilesAlone(String body) throws Exception {
        made("/v1/files", "file-own");
        made("/v1/vector_stores", "vs_2");
        upstream.forget();
        String json = body.replace('\'', '"');
        for (String path : List.of("/v1/vector_stores", "/v1/vector_stores/vs_2/files", "/v1/containers")) {
            assertThat(ask("POST", path, "k-one", json).body()).contains("No such object: file-foreign");
        }
        assertThat(upstream.received()).isEmpty();
        String own = json.replace("file-foreign", "file-own");
        assertThat(ask("POST", "/v1/vector_stores/vs_2/file_batches", "k-one", own)
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo(own);
    }

    @Test
    void aBatchWhoseFileIsNamedTwiceRunsFromOnesOwnAlone() throws Exception {
        made("/v1/files", "file-b");
        upstream.forget();
        assertThat(ask("POST", "/v1/batches", "k-one", "{\"input_file_id\":\"file-x\",\"input_file_id\":\"file-b\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    /// The SDKs follow `results_url` with the key that they have.
    @Test
    void batchesOfAnthropicsClientsAreTheKeysOwnAndTheirResultsAreHere() throws Exception {
        String[] claude = {"anthropic-version", "2026-10-21"};
        String link = "\"results_url\":\"https://api.anthropic.com/v1/messages/batches/msgbatch_1/results\"";
        String here = "\"results_url\":\"/v1/messages/batches/msgbatch_1/results\"";
        String batch = "{\"id\": \"msgbatch_1\", " + link + ",\"n\":1.50}";
        upstream.answer(Script.json(200, batch));
        HttpResponse<String> made = ask("POST", "/v1/messages/batches", "k-one", "{\"requests\":[]}", claude);
        assertThat(made.body()).isEqualTo(batch.replace(link, here));
        assertThat(upstream.last().line()).isEqualTo("POST /v1/messages/batches HTTP/1.1");
        String other = "{\"id\":\"msgbatch_0\",\"results_url\":null}";
        upstream.answer(
                Script.json(200, "{\"data\":[" + other + "],\"has_more\":true,\"last_id\":\"msgbatch_0\"}"),
                Script.json(200, "{\"data\":[" + batch + "],\"has_more\":false,\"last_id\":\"msgbatch_1\"}"));
        JsonNode list = json(ask("GET", "/v1/messages/batches?limit=5", "k-one", "", claude));
        assertThat(upstream.last().line()).contains("limit=5", "after_id=msgbatch_0");
        assertThat(list.path("data").size()).isEqualTo(1);
        assertThat(list.at("/data/0/results_url").asString("")).isEqualTo("/v1/messages/batches/msgbatch_1/results");
        assertThat(list.path("last_id").asString("")).isEqualTo("msgbatch_1");
        String lines = "{\"custom_id\":\"a\"}\n{\"custom_id\":\"b\"}\n";
        upstream.answer(Script.reply(200, "application/x-jsonl", lines.getBytes(StandardCharsets.UTF_8)));
        assertThat(ask("GET", "/v1/messages/batches/msgbatch_1/results", "k-one", "", claude)
                        .body())
                .isEqualTo(lines);
        upstream.answer(Script.json(200, batch));
        assertThat(ask("POST", "/v1/messages/batches/msgbatch_1/cancel", "k-one", "", claude)
                        .body())
                .contains(here);
        upstream.forget();
        HttpResponse<String> foreign = ask("GET", "/v1/messages/batches/msgbatch_1/results", "k-two", "", claude);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/type").asString()).isEqualTo("not_found_error");
        String file = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"tool_use\",\"input\":{\"file_id\":\"words\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"file_of_another\"}}]}]}}]}";
        HttpResponse<String> borrowed = ask("POST", "/v1/messages/batches", "k-one", file, claude);
        assertThat(borrowed.statusCode()).isEqualTo(404);
        assertThat(borrowed.body()).contains("file_of_another").doesNotContain("words");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void resultsOfBatchesThatArePassedThroughRawAreFollowedThere() throws Exception {
        upstream.answer(Script.json(
                200, "{\"id\":\"b\",\"results_url\":\"https://api.anthropic.com/v1/messages/batches/b/results\"}"));
        HttpResponse<String> batch = ask("GET", "/providers/anthropic/v1/messages/batches/b", "k-one", "");
        assertThat(batch.body()).isEqualTo("{\"id\":\"b\",\"results_url\":\"/v1/messages/batches/b/results\"}");
    }

    private HttpResponse<String> sendLines(String purpose, String lines) throws Exception {
        String form = "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.jsonl\"\r\n\r\n"
                + lines.replace('\'', '"') + "\r\n--x--\r\n";
        HttpRequest request = gateway.request("/v1/files")
                .header("authorization", "Bearer k-one")
                .header("content-type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(form))
                .build();
        return gateway.client().send(request, BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'file_id':'file-x'}",
                "{'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-x'}}]}]}",
                "{'input':[{'role':'user','content':[{'type':'input_file','file_id':'file-x'}]}]}",
                "{'input':[{'type':'item_reference','id':'msg_x'}]}",
                "{'input':'hi','previous_response_id':'resp_x'}",
                "{'input':'hi','conversation':{'id':'conv_x'}}",
                "{'input':'hi','tools':[{'type':'file_search','vector_store_ids':['vs_x']}]}"
            })
    void theLinesOfABatchNameOnesOwnAlone(String body) throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"file-batch\"}"));
        String lines = "{'custom_id':'1','url':'/v1/x','body':{'input':'hi'}}\n{'custom_id':'2','body':" + body + "}";
        HttpResponse<String> refused = sendLines("batch", lines);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        assertThat(sendLines("user_data", lines).statusCode()).isEqualTo(200);
        made("/v1/files", "file-mine");
        upstream.answer(Script.json(200, "{\"id\":\"file-batch\"}"));
        assertThat(sendLines("batch", "{'body':{'file_id':'file-mine'}}\n").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFormThatCouldBeReadInTwoWaysIsNoFileOfABatch() throws Exception {
        HttpResponse<String> refused = sendLines("batch\r\n--x\nContent-Disposition: form-data", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("The form cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}]",
                "'messages':[],'container':'container_x'",
                "'messages':[],'container':{'id':'container_x'}"
            })
    void theMessagesOfABatchNameOnesOwnAlone(String params) throws Exception {
        String body = "{'requests':[{'custom_id':'1','params':{" + params + "}}]}";
        HttpResponse<String> refused = ask(
                "POST", "/v1/messages/batches", "k-one", body.replace('\'', '"'), "anthropic-version", "2023-06-01");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void whatTheMessagesOfABatchLeftIsTheCallersOnceItHasTheResults() throws Exception {
        String[] claude = {"anthropic-version", "2023-06-01"};
        upstream.answer(Script.json(200, "{\"id\":\"msgbatch_m\",\"processing_status\":\"ended\"}"));
        ask("POST", "/v1/messages/batches", "k-one", "{\"requests\":[]}", claude);
        String line =
                "{\"custom_id\":\"1\",\"result\":{\"type\":\"succeeded\",\"message\":{\"model\":\"m\",\"content\":["
                        + "{\"type\":\"bash_code_execution_tool_result\",\"content\":{\"content\":[{\"file_id\":\"file_b\"}]}}],"
                        + "\"container\":{\"id\":\"container_b\"},\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}}\n";
        upstream.answer(Script.stream("application/x-jsonl").last(line));
        assertThat(ask("GET", "/v1/messages/batches/msgbatch_m/results", "k-one", "", claude)
                        .body())
                .isEqualTo(line);
        upstream.answer(Script.json(200, "{\"id\":\"file_b\"}"));
        assertThat(ask("GET", "/v1/files/file_b", "k-one", "", claude).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/v1/files/file_b", "k-two", "", claude).statusCode())
                .isEqualTo(404);
    }

    @Test
    void filesOfAnthropicsClientsAreAnthropics() throws Exception {
        String[] claude = {"anthropic-version", "2023-06-01", "anthropic-beta", "files-api-2025-04-14"};
        upstream.answer(Script.json(200, "{\"id\":\"file_c1\",\"type\":\"file\"}"));
        HttpResponse<String> sent = ask("POST", "/v1/files?beta=true", "k-one", "{}", claude);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("POST /v1/files?beta=true HTTP/1.1");
        assertThat(upstream.last().headers())
                .containsEntry("anthropic-beta", "files-api-2025-04-14")
                .containsKey("anthropic-version");
        assertThat(sent.headers().firstValue("x-weir-target")).hasValue("anthropic/files");
        upstream.answer(Script.json(
                200,
                "{\"data\":[{\"id\":\"file_c0\"},{\"id\":\"file_c1\"}],\"has_more\":true,\"last_id\":\"file_c1\"}"));
        assertThat(ask("GET", "/v1/files", "k-one", "", claude).body())
                .isEqualTo("{\"data\":[{\"id\":\"file_c1\"}],\"has_more\":true,\"last_id\":\"file_c1\"}");
        upstream.forget();
        HttpResponse<String> foreign = ask("GET", "/v1/files/file_c1/content", "k-two", "", claude);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/type").asString()).isEqualTo("not_found_error");
        assertThat(upstream.received()).isEmpty();
        upstream.answer(Script.json(200, "{\"id\":\"file_c1\",\"type\":\"file_deleted\"}"));
        assertThat(ask("DELETE", "/v1/files/file_c1", "k-one", "", claude).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/v1/files/file_c1", "k-one", "", claude).statusCode())
                .isEqualTo(404);
    }

    @Test
    void cachedContentsHaveOwners() throws Exception {
        upstream.answer(Script.json(200, "{\"name\":\"cachedContents/c1\",\"model\":\"models/g\"}"));
        HttpResponse<String> made = ask("POST", "/v1beta/cachedContents", "k-one", "{\"model\":\"models/g\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("POST /v1beta/cachedContents HTTP/1.1");
        upstream.forget();
        String path = "/v1beta/cachedContents/c1";
        HttpResponse<String> foreign = ask("PATCH", path + "?updateMask=ttl", "k-two", "{\"ttl\":\"60s\"}");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/status").asString()).isEqualTo("NOT_FOUND");
        assertThat(upstream.received()).isEmpty();
        assertThat(ask("PATCH", path + "?updateMask=ttl", "k-one", "{\"ttl\":\"60s\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("PATCH " + path + "?updateMask=ttl HTTP/1.1");
        upstream.answer(Script.json(
                200,
                "{\"cachedContents\":[{\"name\":\"cachedContents/c0\"},{\"name\":\"cachedContents/c1\"}],"
                        + "\"nextPageToken\":\"n\"}"));
        assertThat(ask("GET", "/v1/cachedContents", "k-one", "", "x-goog-api-client", "g")
                        .body())
                .isEqualTo("{\"cachedContents\":[{\"name\":\"cachedContents/c1\"}],\"nextPageToken\":\"n\"}");
        upstream.answer(Script.json(200, "{}"));
        assertThat(ask("DELETE", path, "k-one", "").statusCode()).isEqualTo(200);
        assertThat(ask("GET", path, "k-one", "").statusCode()).isEqualTo(404);
    }

    @Test
    void anUploadToGoogleSaysWhatToDo() throws Exception {
        HttpResponse<String> refused = ask("POST", "/upload/v1beta/files", "k-one", "{}");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(json(refused).at("/error/status").asString()).isEqualTo("NOT_FOUND");
        assertThat(refused.body()).contains("inlineData", "POST /providers/google/upload/v1beta/files");
        upstream.answer(Script.json(200, "{\"file\":{\"name\":\"files/f1\",\"uri\":\"u\"}}"));
        ask("POST", "/providers/google/upload/v1beta/files?uploadType=multipart", "k-one", "{}");
        upstream.forget();
        assertThat(ask("GET", "/v1beta/files/f1", "k-two", "").statusCode()).isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        assertThat(ask("GET", "/v1beta/files/f1", "k-one", "").statusCode()).isEqualTo(200);
        assertThat(upstream.last().line()).isEqualTo("GET /v1beta/files/f1 HTTP/1.1");
    }

    @Test
    void whatIsMadeByRawPassThroughIsOnesOwn() throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"vs_raw\"}"));
        ask("POST", "/providers/openai/v1/vector_stores", "k-one", "{}");
        assertThat(ask("GET", "/v1/vector_stores/vs_raw", "k-one", "").statusCode())
                .isEqualTo(200);
        upstream.answer(Script.json(200, "{\"id\":\"file-of-another\"}"));
        ask("POST", "/providers/openai/v1/vector_stores/vs_raw/files", "k-one", "{}");
        assertThat(ask("GET", "/v1/files/file-of-another", "k-one", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void storedChatsSayWhatToDo() throws Exception {
        HttpResponse<String> refused = ask("GET", "/v1/chat/completions/chatcmpl-1", "k-one", "");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(json(refused).at("/error/message").asString()).contains("POST /v1/responses");
        assertThat(upstream.received()).isEmpty();
    }
}
