package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Vertx;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The endpoints beside chat through the gateway, with the simulated providers behind it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BesideChatTest {
    private static final String CONFIG = """
            providers:
              openai: { url: "${UP}/v1", key: k }
              google: { url: "${UP}", key: k }
              cohere:
                url: { cohere-chat: "${UP}/v2", openai-chat: "${UP}/compatibility/v1" }
                key: k
            keys:
              - { name: one, key: key-one-of-the-test, pass-through: [ "GET cohere /*" ] }
              - { name: two, key: key-two-of-the-test }
            """;
    private static final String ONE = "key-one-of-the-test";
    private static final String TWO = "key-two-of-the-test";

    @TempDir
    private static Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await();
        gateway = TestGateway.start(CONFIG, folder, "http://127.0.0.1:" + simulator.port());
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        vertx.close().await();
    }

    private HttpResponse<String> send(String key, String method, String path, String type, String body)
            throws Exception {
        return gateway.client()
                .send(
                        gateway.request(path)
                                .header("authorization", "Bearer " + key)
                                .header("content-type", type)
                                .method(
                                        method,
                                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(ONE, "POST", path, "application/json", body.replace('\'', '"'));
    }

    private HttpResponse<String> get(String key, String path) throws Exception {
        return send(key, "GET", path, "application/json", "");
    }

    private JsonNode receipt(HttpResponse<String> answer) throws Exception {
        String id = answer.headers().firstValue("x-weir-request-id").orElseThrow();
        return json(get(ONE, "/v1/weir/receipts/" + id));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Objects.requireNonNull(Json.readOrNull(answer.body()), answer.body());
    }

    private String upload(String key, String purpose, String content) throws Exception {
        String form = "--b0\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose + "\r\n--b0\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n" + content
                + "\r\n--b0--\r\n";
        HttpResponse<String> answer = send(key, "POST", "/v1/files", "multipart/form-data; boundary=b0", form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("id").stringValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/embeddings|'openai/embedding-sim+fault=503+times=1+key=a','input':'one'|200|2",
                "/v1/embeddings|'google/gemini-embedding-sim+fault=503+times=1+key=b','input':'one'|200|2",
                "/v2/rerank|'cohere/rerank-sim+fault=503+times=1+key=c','query':'a','documents':['a']|200|2",
                "/v1/moderations|'openai/moderation-sim+fault=503+times=1+key=d','input':'one'|200|2",
                "/v1/images/generations|'openai/image-sim+fault=503+times=1+key=e','prompt':'one'|503|1"
            })
    void whatChangesNothingIsAskedTwice(String path, String body, int status, String tries) throws Exception {
        HttpResponse<String> answer = post(path, "{'model':" + body + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-weir-attempts")).hasValue(tries);
    }

    @Test
    void aPageOfFilesIsFilledWithTheCallersOwn() throws Exception {
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            own.addFirst(upload(ONE, "user_data", "mine"));
            upload(TWO, "user_data", "yours");
            upload(TWO, "user_data", "yours");
        }
        JsonNode first = json(get(ONE, "/v1/files?purpose=user_data&limit=2"));
        assertThat(first.path("data"))
                .extracting(file -> file.path("id").stringValue())
                .isEqualTo(own.subList(0, 2));
        assertThat(first.path("has_more").booleanValue()).isTrue();
        assertThat(first.path("last_id").stringValue()).isEqualTo(own.get(1));
        JsonNode rest = json(get(ONE, "/v1/files?purpose=user_data&limit=2&after=" + own.get(1)));
        assertThat(rest.path("data"))
                .extracting(file -> file.path("id").stringValue())
                .containsExactly(own.get(2));
        assertThat(rest.path("has_more").booleanValue()).isFalse();
    }

    @Test
    void aBatchIsMeteredOnceHoweverOftenItIsFetched() throws Exception {
        String line = "{'custom_id':'a','method':'POST','url':'/v1/embeddings','body':"
                + "{'model':'embedding-sim','input':'one two three'}}";
        String file = upload(ONE, "batch", line.replace('\'', '"'));
        HttpResponse<String> made = post(
                "/v1/batches",
                "{'input_file_id':'" + file + "','endpoint':'/v1/embeddings','completion_window':'24h'}");
        String path = "/v1/batches/" + json(made).path("id").stringValue();
        HttpResponse<String> running = get(ONE, path);
        HttpResponse<String> done = get(ONE, path);
        HttpResponse<String> again = get(ONE, path);
        assertThat(again.body()).isEqualTo(done.body());
        assertThat(receipt(made).path("usage").isNull()).isTrue();
        assertThat(receipt(running).path("usage").isNull()).isTrue();
        assertThat(receipt(done).at("/usage/input/fresh").intValue()).isEqualTo(3);
        assertThat(receipt(again).path("usage").isNull()).isTrue();
        String output = json(done).path("output_file_id").stringValue();
        assertThat(get(ONE, "/v1/files/" + output + "/content").body()).contains("\"custom_id\":\"a\"");
        assertThat(get(TWO, "/v1/files/" + output + "/content").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models, cohere/raw",
        "/v2/models, cohere/raw",
        "/compatibility/v1/models, cohere/raw:openai-chat",
        "/compatibility, cohere/raw"
    })
    void thePathChoosesTheDoorOfWhatIsPassedThroughRaw(String path, String target) throws Exception {
        HttpResponse<String> answer = get(ONE, "/providers/cohere" + path);
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue(target);
    }

    @Test
    void everyEndpointAnswersThroughTheGateway() throws Exception {
        assertThat(json(post("/v1/embeddings", "{'model':'cohere/embed-sim','input':['one','two'],'dimensions':3}"))
                        .at("/data/1/embedding")
                        .size())
                .isEqualTo(3);
        assertThat(json(post(
                                "/v1beta/models/openai/embedding-sim:embedContent",
                                "{'content':{'parts':[{'text':'one'}]}}"))
                        .at("/embedding/values")
                        .size())
                .isEqualTo(64);
        assertThat(json(post("/v1/rerank", "{'model':'cohere/rerank-sim','query':'fox','documents':['a','fox']}"))
                        .at("/results/0/index")
                        .intValue())
                .isEqualTo(1);
        assertThat(json(post("/v1/moderations", "{'model':'openai/moderation-sim','input':'hate'}"))
                        .at("/results/0/flagged")
                        .booleanValue())
                .isTrue();
        assertThat(post("/v1/audio/speech", "{'model':'openai/speech-sim','input':'Hello.','voice':'alloy'}")
                        .body())
                .startsWith("RIFF");
    }
}
