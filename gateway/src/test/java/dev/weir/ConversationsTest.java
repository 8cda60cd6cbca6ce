package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Config;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// OpenAI's Conversations, kept by the gateway for every target.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationsTest {
    private static final String ANSWER = """
            {"id":"resp_7","object":"response","created_at":5,"model":"m","status":"completed","output":[
             {"id":"msg_7","type":"message","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"Water.","annotations":[]}]}],
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""";
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"end_turn",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},{"type":"text","text":"Water."}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String WHO = "[{\"role\":\"user\",\"content\":\"Who?\"}]";

    private ScriptedUpstream upstream;
    private Config config;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.onlySpeaking(
                        "openai-responses", TestGateway.endpoint("mistral", "mistral", upstream.url())),
                TestGateway.onlySpeaking("openai-responses", TestGateway.endpoint("openai", "openai", upstream.url())),
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()));
        config = TestGateway.config(endpoints, List.of(), TestGateway.keys("one", "two"), Outbound.DIRECT);
        gateway = TestGateway.start(config);
    }

    @BeforeEach
    void forget() {
        upstream.forget();
        upstream.answer(received -> Script.json(200, received.path().contains("messages") ? CLAUDE : ANSWER));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> call(String key, String method, String path, String body) throws Exception {
        return gateway.ask(key, method, path, body);
    }

    private JsonNode good(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = call("key-one", method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Expected.json(answer.body());
    }

    private String begin(String items) throws Exception {
        return good("POST", "/v1/conversations", "{\"metadata\":{\"a\":\"b\"},\"items\":" + items + "}")
                .path("id")
                .asString();
    }

    private static String ask(String model, String conversation, String more) {
        return "{\"model\":\"" + model + "\",\"conversation\":" + conversation + more + "}";
    }

    @Test
    void oneIsMadeChangedReadAndRemoved() throws Exception {
        String id = begin(WHO);
        assertThat(id).startsWith("conv_");
        JsonNode head = good("GET", "/v1/conversations/" + id, "");
        assertThat(head.path("object").asString()).isEqualTo("conversation");
        assertThat(head.path("created_at").asLong()).isPositive();
        assertThat(head.path("metadata").path("a").asString()).isEqualTo("b");
        assertThat(good("POST", "/v1/conversations/" + id, "{\"metadata\":{\"c\":\"d\"}}")
                        .path("metadata")
                        .toString())
                .isEqualTo("{\"c\":\"d\"}");

        JsonNode added = good(
                "POST",
                "/v1/conversations/" + id + "/items",
                "{\"items\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"Me.\"}]}");
        assertThat(added.path("data")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("type")
                        .asString())
                .isEqualTo("output_text");
        String item = added.path("first_id").asString();
        assertThat(good("GET", "/v1/conversations/" + id + "/items/" + item, "")
                        .path("role")
                        .asString())
                .isEqualTo("assistant");
        JsonNode page = good("GET", "/v1/conversations/" + id + "/items?limit=1&order=asc", "");
        assertThat(page.path("data")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("Who?");
        assertThat(page.path("has_more").booleanValue()).isTrue();
        assertThat(good("DELETE", "/v1/conversations/" + id + "/items/" + item, "")
                        .path("id")
                        .asString())
                .isEqualTo(id);
        assertThat(good("GET", "/v1/conversations/" + id + "/items", "")
                        .path("data")
                        .size())
                .isEqualTo(1);

        assertThat(good("DELETE", "/v1/conversations/" + id, "").toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"conversation.deleted\",\"deleted\":true}");
        assertThat(call("key-one", "GET", "/v1/conversations/" + id, "").statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mistral/m, input", "openai/o, input", "anthropic/c, messages"})
    void whatIsAskedAndAnsweredGoesToItsEnd(String model, String history) throws Exception {
        String id = begin(WHO);
        JsonNode first = good("POST", "/v1/responses", ask(model, "\"" + id + "\"", ",\"input\":\"And you?\""));
        JsonNode sent = Json.read(upstream.last().body(), 0, upstream.last().body().length);
        assertThat(sent.has("conversation")).isFalse();
        assertThat(sent.path(history).toString()).contains("Who?", "And you?").doesNotContain(id.substring(5));
        if (model.startsWith("anthropic")) {
            assertThat(first.path("conversation").path("id").asString()).isEqualTo(id);
        }

        good("POST", "/v1/responses", ask(model, "{\"id\":\"" + id + "\"}", ",\"store\":false,\"input\":\"So?\""));
        assertThat(upstream.last().text()).contains("Who?", "And you?", "Water.", "So?");
        if (model.startsWith("anthropic")) {
            assertThat(upstream.last().text()).contains("EpgC+/=");
        }
        List<String> roles = good("GET", "/v1/conversations/" + id + "/items?order=asc", "")
                .path("data")
                .valueStream()
                .filter(item -> item.path("type").asString("").equals("message"))
                .map(item -> item.path("role").asString(""))
                .toList();
        assertThat(roles).containsExactly("user", "user", "assistant", "user", "assistant");
    }

    @Test
    void aConversationGoesOnAtAnotherTargetAndAfterARestart() throws Exception {
        String id = begin(WHO);
        good("POST", "/v1/responses", ask("mistral/m", "\"" + id + "\"", ",\"store\":false,\"input\":\"And you?\""));
        gateway.close();
        gateway = TestGateway.start(config);
        good("POST", "/v1/responses", ask("anthropic/c", "\"" + id + "\"", ",\"input\":\"So?\""));
        JsonNode sent = Json.read(upstream.last().body(), 0, upstream.last().body().length);
        assertThat(sent.path("messages").toString()).contains("Who?", "And you?", "Water.", "So?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET ", "POST ", "DELETE ", "GET /items", "POST /items", "GET /items/x", "DELETE /items/x"})
    void anothersDoesNotExist(String deed) throws Exception {
        String id = begin(WHO);
        String[] words = deed.split(" ", -1);
        String body = words[0].equals("POST") ? "{\"metadata\":{},\"items\":" + WHO + "}" : "";
        HttpResponse<String> answer = call("key-two", words[0], "/v1/conversations/" + id + words[1], body);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("not found");
        assertThat(call("key-two", "POST", "/v1/responses", ask("mistral/m", "\"" + id + "\"", ",\"input\":\"hi\""))
                        .statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        assertThat(good("GET", "/v1/conversations/" + id, "").path("id").asString())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":5}",
                "{\"items\":[5]}",
                "{\"items\":[{\"type\":\"item_reference\",\"id\":\"x\"}]}",
                "{\"metadata\":{\"a\":5}}",
                "[]",
                "{"
            })
    void whatIsNoConversationIsRefused(String body) throws Exception {
        HttpResponse<String> answer = call("key-one", "POST", "/v1/conversations", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request_error");
    }

    @Test
    void anAnswerBelongsToOneHistory() throws Exception {
        String id = begin(WHO);
        HttpResponse<String> answer = call(
                "key-one",
                "POST",
                "/v1/responses",
                ask("mistral/m", "\"" + id + "\"", ",\"previous_response_id\":\"resp_1\",\"input\":\"hi\""));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Mutually exclusive");
        assertThat(call("key-one", "PUT", "/v1/conversations/" + id, "").statusCode())
                .isEqualTo(405);
        assertThat(call("key-one", "GET", "/v1/conversations/" + id + "/items?limit=0", "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void oneThatAProviderMadeIsAskedForThereByItsOwnerAlone() throws Exception {
        upstream.answer(received -> Script.json(
                200,
                received.line().startsWith("DELETE")
                        ? "{\"id\":\"conv_p\",\"object\":\"conversation.deleted\",\"deleted\":true}"
                        : received.path().contains("conversations")
                                ? "{\"id\":\"conv_p\",\"object\":\"conversation\",\"created_at\":5,\"metadata\":{}}"
                                : ANSWER));
        good("POST", "/v1/conversations?provider=openai", "{\"items\":" + WHO + "}");
        assertThat(upstream.last().line()).isEqualTo("POST /v1/conversations HTTP/1.1");
        assertThat(upstream.last().text()).isEqualTo("{\"items\":" + WHO + "}");
        assertThat(upstream.last().headers()).containsEntry("authorization", "Bearer test-key");
        good("GET", "/v1/conversations/conv_p/items?limit=5", "");
        assertThat(upstream.last().line()).isEqualTo("GET /v1/conversations/conv_p/items?limit=5 HTTP/1.1");
        good("POST", "/v1/responses", ask("openai/g", "\"conv_p\"", ",\"input\":\"hi\""));
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"g\",\"conversation\":\"conv_p\",\"input\":\"hi\"}");

        upstream.forget();
        assertThat(call("key-two", "GET", "/v1/conversations/conv_p", "").statusCode())
                .isEqualTo(404);
        assertThat(call("key-one", "POST", "/v1/responses", ask("mistral/m", "\"conv_p\"", ",\"input\":\"hi\""))
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("key-one", "POST", "/v1/conversations?provider=mistral", "{}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(upstream.received()).isEmpty();
        good("DELETE", "/v1/conversations/conv_p", "");
        assertThat(call("key-one", "GET", "/v1/conversations/conv_p", "").statusCode())
                .isEqualTo(404);
    }
}
