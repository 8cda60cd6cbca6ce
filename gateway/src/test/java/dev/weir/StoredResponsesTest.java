package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Config;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Answers that callers come back to: whose they are, where they live, and what the gateway keeps itself.
class StoredResponsesTest {
    private static final String ANSWER = """
            {"id":"resp_1","object":"response","created_at":5,"model":"g-1","status":"completed","output":[
             {"id":"msg_1","type":"message","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"hi","annotations":[]}]}],
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""";
    private static final String STREAM = """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","created_at":5,"model":"g"}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message"}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hello"}

            event: response.output_item.done
            data: {"type":"response.output_item.done","sequence_number":3,"output_index":0,"item":{"id":"msg_1","type":"message"}}

            event: response.completed
            data: {"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}}

            """;
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String CLAUDE_STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"c-1","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";

    private ScriptedUpstream upstream;
    private Config config;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        Endpoint openai = TestGateway.endpoint("openai", "openai", upstream.url());
        Endpoint anthropic = TestGateway.endpoint("anthropic", "anthropic", upstream.url());
        config = TestGateway.config(
                List.of(openai, anthropic),
                List.of(TestGateway.virtual(
                        "smart", Deadlines.NONE, new Target(anthropic, "c"), new Target(openai, "g"))),
                TestGateway.keys("one", "two"),
                Outbound.DIRECT);
        gateway = TestGateway.start(config);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> call(String key, String method, String path, String body) throws Exception {
        return later(key, method, path, body).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> later(String key, String method, String path, String body) {
        HttpRequest.Builder request = gateway.request(path).header("authorization", "Bearer " + key);
        return gateway.client()
                .sendAsync(
                        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String key, String model, String more) throws Exception {
        return call(key, "POST", "/v1/responses", "{\"model\":\"" + model + "\"" + more + "}");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        return Json.read(body, 0, body.length);
    }

    private JsonNode sent() {
        byte[] body = upstream.last().body();
        return Json.read(body, 0, body.length);
    }

    private void restart() throws Exception {
        gateway.close();
        gateway = TestGateway.start(config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"previous_response_id\":\"resp_1\",\"input\":\"go on\"",
                "\"previous_response_\\u0069d\":\"resp_1\",\"input\":\"go on\"",
                "\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]",
                "\"input\":[{\"type\":\"item\\u005freference\",\"id\":\"msg_1\"}]",
                "\"input\":[{\"id\":\"msg_1\"}]",
                "\"conversation\":\"conv_1\",\"input\":\"go on\"",
                "\"conversation\":{\"id\":\"conv_1\"},\"input\":\"go on\""
            })
    void anothersIdDoesNotExist(String builds) throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        assertThat(ask("key-one", "openai/g", ",\"input\":\"hi\"").body()).isEqualTo(ANSWER);
        upstream.forget();
        HttpResponse<String> answer = ask("key-two", "openai/g", "," + builds);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("error").path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(json(answer).path("error").path("message").asString()).contains("not found");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET ", "DELETE ", "GET /input_items", "POST /cancel"})
    void nothingIsDoneWithAnothersAnswer(String deed) throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask("key-one", "openai/g", ",\"input\":\"hi\"");
        upstream.forget();
        String[] words = deed.split(" ", -1);
        HttpResponse<String> answer = call("key-two", words[0], "/v1/responses/resp_1" + words[1], "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("Response with id 'resp_1' not found.");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void anIdThatStandsThereTwiceHidesNothing() throws Exception {
        HttpResponse<String> answer = ask(
                "key-two",
                "openai/g",
                ",\"previous_response_id\":\"resp_2\",\"previous_response_id\":\"resp_1\",\"input\":\"go on\"");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void theOwnerGoesOnWhereTheAnswerLives(String more) throws Exception {
        Script stream =
                Script.stream().chunk(STREAM.getBytes(StandardCharsets.UTF_8)).last();
        upstream.answer(more.isEmpty() ? Script.json(200, ANSWER) : stream, Script.json(200, ANSWER));
        ask("key-one", "openai/g", ",\"input\":\"hi\"" + more);
        restart();
        assertThat(ask("key-one", "smart", ",\"previous_response_id\":\"resp_1\",\"input\":\"go on\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().path()).isEqualTo("/v1/responses");
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\":\"g\",\"previous_response_id\":\"resp_1\",\"input\":\"go on\"}");
        assertThat(ask("key-one", "openai/g", ",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> elsewhere =
                ask("key-one", "anthropic/c", ",\"previous_response_id\":\"resp_1\",\"input\":\"go on\"");
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("lives at `openai`");
    }

    @Test
    void whatIsNotStoredIsNobodys() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask("key-one", "openai/g", ",\"store\":false,\"input\":\"hi\"");
        assertThat(call("key-one", "GET", "/v1/responses/resp_1", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theOwnersDeedsGoToTheProvider() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask("key-one", "openai/g", ",\"input\":\"hi\"");
        HttpResponse<String> answer =
                call("key-one", "GET", "/v1/responses/resp_1?include[]=reasoning.encrypted_content&key=secret", "");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().line())
                .isEqualTo("GET /v1/responses/resp_1?include[]=reasoning.encrypted_content HTTP/1.1");
        assertThat(upstream.last().headers()).containsEntry("authorization", "Bearer test-key");
        String receipt = call(
                        "key-one",
                        "GET",
                        "/v1/weir/receipts/"
                                + answer.headers()
                                        .firstValue("x-weir-request-id")
                                        .orElseThrow(),
                        "")
                .body();
        assertThat(receipt).contains("\"outcome\":\"complete\"").doesNotContain("\"visible\":2");

        upstream.answer(Script.json(200, "{\"object\":\"list\",\"data\":[]}"));
        call("key-one", "GET", "/v1/responses/resp_1/input_items?limit=5", "");
        assertThat(upstream.last().line()).isEqualTo("GET /v1/responses/resp_1/input_items?limit=5 HTTP/1.1");

        upstream.answer(Script.json(200, ANSWER));
        call("key-one", "POST", "/v1/responses/resp_1/cancel", "");
        assertThat(upstream.last().line()).isEqualTo("POST /v1/responses/resp_1/cancel HTTP/1.1");

        upstream.answer(Script.json(200, "{\"id\":\"resp_1\",\"object\":\"response\",\"deleted\":true}"));
        assertThat(call("key-one", "DELETE", "/v1/responses/resp_1", "").body()).contains("\"deleted\":true");
        assertThat(upstream.last().line()).isEqualTo("DELETE /v1/responses/resp_1 HTTP/1.1");
        upstream.forget();
        assertThat(call("key-one", "GET", "/v1/responses/resp_1", "").statusCode())
                .isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        assertThat(call("key-one", "PUT", "/v1/responses/resp_1", "").statusCode())
                .isEqualTo(405);
    }

    @Test
    void aRunThatGoesOnIsFollowedAgain() throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"resp_1\",\"status\":\"queued\",\"output\":[],\"model\":\"g\"}"));
        assertThat(ask("key-one", "smart", ",\"background\":true,\"input\":\"hi\"")
                        .statusCode())
                .isEqualTo(200);
        upstream.answer(
                Script.stream().chunk(STREAM.getBytes(StandardCharsets.UTF_8)).last());
        assertThat(call("key-one", "GET", "/v1/responses/resp_1?stream=true&starting_after=0", "")
                        .body())
                .isEqualTo(STREAM);
        assertThat(upstream.last().line()).isEqualTo("GET /v1/responses/resp_1?stream=true&starting_after=0 HTTP/1.1");
    }

    private String metered(HttpResponse<String> answer) throws Exception {
        String id = answer.headers().firstValue("x-weir-request-id").orElseThrow();
        return json(call("key-one", "GET", "/v1/weir/receipts/" + id, ""))
                .at("/usage/input/fresh")
                .asString("nothing");
    }

    @Test
    void whatABackgroundRunUsedIsMeteredOnceHoweverOftenItIsFetched() throws Exception {
        String running = "{\"id\":\"resp_bg\",\"status\":\"STATUS\",\"output\":[],\"model\":\"g\",\"usage\":USAGE}";
        String used = "{\"input_tokens\":11,\"output_tokens\":3,\"total_tokens\":14}";
        upstream.answer(Script.json(200, running.replace("STATUS", "queued").replace("USAGE", "null")));
        assertThat(metered(ask("key-one", "smart", ",\"background\":true,\"input\":\"hi\"")))
                .isEqualTo("nothing");
        upstream.answer(
                Script.json(200, running.replace("STATUS", "in_progress").replace("USAGE", "null")));
        assertThat(metered(call("key-one", "GET", "/v1/responses/resp_bg", ""))).isEqualTo("nothing");
        upstream.answer(Script.json(200, running.replace("STATUS", "completed").replace("USAGE", used)));
        assertThat(metered(call("key-one", "GET", "/v1/responses/resp_bg", ""))).isEqualTo("11");
        assertThat(metered(call("key-one", "GET", "/v1/responses/resp_bg", ""))).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?stream=true&starting_after=0"})
    void ofLooksAtABackgroundRunAtTheSameTimeOneMetersIt(String query) throws Exception {
        upstream.answer(Script.json(200, "{\"id\":\"resp_1\",\"status\":\"queued\",\"output\":[],\"model\":\"g\"}"));
        ask("key-one", "smart", ",\"background\":true,\"input\":\"hi\"");
        CountDownLatch both = new CountDownLatch(3);
        upstream.answer(received -> {
            both.countDown();
            Script answer =
                    query.isEmpty() ? Script.json(200, ANSWER) : Script.stream().last(STREAM);
            return answer.before(both);
        });
        List<CompletableFuture<HttpResponse<String>>> looks = Stream.generate(
                        () -> later("key-one", "GET", "/v1/responses/resp_1" + query, ""))
                .limit(3)
                .toList();
        List<String> metered = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> look : looks) {
            HttpResponse<String> answer = look.get(30, TimeUnit.SECONDS);
            assertThat(answer.body()).isEqualTo(query.isEmpty() ? ANSWER : STREAM);
            metered.add(metered(answer));
        }
        assertThat(metered).containsExactlyInAnyOrder(query.isEmpty() ? "8" : "5", "nothing", "nothing");
        assertThat(metered(call("key-one", "GET", "/v1/responses/resp_1", ""))).isEqualTo("nothing");
    }

    @Test
    void aBackgroundRunIsRefusedWhereThereIsNone() throws Exception {
        HttpResponse<String> answer = ask("key-one", "anthropic/c", ",\"background\":true,\"input\":\"hi\"");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").path("param").asString()).isEqualTo("background");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void theGatewayKeepsWhatTheTargetCannot() throws Exception {
        upstream.answer(Script.json(200, CLAUDE));
        HttpResponse<String> first = ask("key-one", "anthropic/c", ",\"input\":\"Who?\"" + TOOLS);
        String id = json(first).path("id").asString();
        assertThat(json(first).path("store").booleanValue()).isTrue();
        restart();
        assertThat(json(call("key-one", "GET", "/v1/responses/" + id, ""))).isEqualTo(json(first));
        assertThat(call("key-two", "GET", "/v1/responses/" + id, "").statusCode())
                .isEqualTo(404);

        HttpResponse<String> second = ask(
                "key-one",
                "anthropic/c",
                ",\"previous_response_id\":\"" + id
                        + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"42\"}]"
                        + TOOLS);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(json(second).path("previous_response_id").asString()).isEqualTo(id);
        JsonNode messages = sent().path("messages");
        assertThat(messages.path(0).toString()).contains("Who?");
        assertThat(messages.path(1).path("content").path(0).path("signature").asString())
                .isEqualTo("EpgC+/=");
        assertThat(messages.path(1).path("content").path(1).path("id").asString())
                .isEqualTo("toolu_1");
        assertThat(messages.path(2).toString()).contains("42");

        String next = json(second).path("id").asString();
        JsonNode items = json(call("key-one", "GET", "/v1/responses/" + next + "/input_items?order=asc", ""));
        assertThat(items.path("data")
                        .valueStream()
                        .map(item -> item.path("type").asString("")))
                .containsExactly("message", "reasoning", "function_call", "function_call_output");
        JsonNode page = json(call("key-one", "GET", "/v1/responses/" + next + "/input_items?limit=1", ""));
        assertThat(page.path("data").path(0).path("type").asString()).isEqualTo("function_call_output");
        assertThat(page.path("has_more").booleanValue()).isTrue();

        assertThat(call("key-one", "POST", "/v1/responses/" + id + "/cancel", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(json(call("key-one", "DELETE", "/v1/responses/" + id, ""))
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        assertThat(call("key-one", "GET", "/v1/responses/" + id, "").statusCode())
                .isEqualTo(404);
        assertThat(ask("key-one", "anthropic/c", ",\"previous_response_id\":\"" + id + "\",\"input\":\"go on\"")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aStreamedAnswerIsKeptAsItsLastEventSaysIt() throws Exception {
        upstream.answer(
                Script.stream()
                        .chunk(CLAUDE_STREAM.getBytes(StandardCharsets.UTF_8))
                        .last(),
                Script.json(200, CLAUDE));
        String body = ask("key-one", "anthropic/c", ",\"stream\":true,\"input\":\"Who?\"")
                .body();
        String last = body.substring(body.lastIndexOf("data: ") + "data: ".length());
        byte[] bytes = last.getBytes(StandardCharsets.UTF_8);
        JsonNode response = Json.read(bytes, 0, bytes.length).path("response");
        String id = response.path("id").asString();
        assertThat(json(call("key-one", "GET", "/v1/responses/" + id, ""))).isEqualTo(response);
        String item = response.path("output").path(0).path("id").asString();
        ask(
                "key-one",
                "anthropic/c",
                ",\"input\":[{\"role\":\"user\",\"content\":\"Who?\"},{\"type\":\"item_reference\",\"id\":\"" + item
                        + "\"},{\"role\":\"user\",\"content\":\"Really?\"}]");
        assertThat(sent().path("messages").path(1).toString()).contains("\"assistant\"", "Hello");
    }

    @Test
    void whatWasKeptHereGoesOnAtAnyTarget() throws Exception {
        upstream.answer(Script.json(200, CLAUDE), Script.json(200, ANSWER));
        String id = json(ask("key-one", "anthropic/c", ",\"input\":\"Who?\"" + TOOLS))
                .path("id")
                .asString();
        ask(
                "key-one",
                "openai/g",
                ",\"previous_response_id\":\"" + id
                        + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"42\"}]"
                        + TOOLS);
        assertThat(upstream.last().path()).isEqualTo("/v1/responses");
        assertThat(upstream.last().text())
                .contains("Who?", "toolu_1", "42")
                .doesNotContain("previous_response_id", "EpgC", "weir-seal");
    }

    @Test
    void nothingIsKeptThatMayNotBe() throws Exception {
        upstream.answer(Script.json(200, CLAUDE));
        HttpResponse<String> answer = ask("key-one", "anthropic/c", ",\"store\":false,\"input\":\"Who?\"" + TOOLS);
        assertThat(json(answer).path("store").booleanValue()).isFalse();
        assertThat(call(
                                "key-one",
                                "GET",
                                "/v1/responses/" + json(answer).path("id").asString(),
                                "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aConversationIsCompactedWhereThatIsPossible() throws Exception {
        String compaction = "{\"id\":\"resp_c\",\"object\":\"response.compaction\",\"output\":[],"
                + "\"usage\":{\"input_tokens\":8,\"output_tokens\":2,\"total_tokens\":10}}";
        upstream.answer(Script.json(200, compaction));
        String asked = "{\"model\":\"openai/g\",\"input\":\"a long story\"}";
        assertThat(call("key-one", "POST", "/v1/responses/compact", asked).body())
                .isEqualTo(compaction);
        assertThat(upstream.last().path()).isEqualTo("/v1/responses/compact");
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"g\",\"input\":\"a long story\"}");
        HttpResponse<String> refused =
                call("key-one", "POST", "/v1/responses/compact", asked.replace("openai/g", "anthropic/c"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Responses API");
    }

    @Test
    void tokensAreCountedByTheProviderOrGuessed() throws Exception {
        upstream.answer(Script.json(200, "{\"object\":\"response.input_tokens\",\"input_tokens\":7}"));
        String asked = "{\"model\":\"openai/g\",\"input\":\"a long story\"}";
        assertThat(json(call("key-one", "POST", "/v1/responses/input_tokens", asked))
                        .path("input_tokens")
                        .asInt())
                .isEqualTo(7);
        upstream.forget();
        HttpResponse<String> guess =
                call("key-one", "POST", "/v1/responses/input_tokens", asked.replace("openai/g", "anthropic/c"));
        assertThat(json(guess).path("object").asString()).isEqualTo("response.input_tokens");
        assertThat(json(guess).path("input_tokens").asInt()).isPositive();
        assertThat(guess.headers().firstValue("x-weir-estimate")).hasValue("tokens");
        assertThat(upstream.received()).isEmpty();
    }
}
