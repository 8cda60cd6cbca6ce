package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.catalog.Endpoint;
import dev.weir.dialect.Json;
import dev.weir.dialect.responses.StrictReader;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Clients of the Responses API through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesTest {
    private static final String ANSWER = """
            {"id":"resp_1", "object":"response","created_at":5,"model":"g-1","status":"completed","x_new":{"a":1.50},
             "output":[{"id":"msg_1","type":"message","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"hi","annotations":[]}]}],
             "usage":{"input_tokens":8,"input_tokens_details":{"cached_tokens":3},"output_tokens":2,"total_tokens":10}}""";
    private static final String CREATED =
            event(0, "response.created", "\"response\":{\"id\":\"resp_1\",\"created_at\":5,\"model\":\"g\"}");
    private static final String HELLO = event(
                    1,
                    "response.output_item.added",
                    "\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\"}")
            + event(
                    2,
                    "response.output_text.delta",
                    "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hello\"");
    private static final String END = event(
            3,
            "response.completed",
            "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2,\"total_tokens\":7}}");

    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},{"type":"text","text":"hi"},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":2}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2lnbmVk"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"responseId":"r"}""";
    private static final String CHAT_STREAM = """
            data: {"id":"c","model":"g","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

            data: {"id":"c","model":"g","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

            data: {"id":"c","model":"g","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}

            data: [DONE]

            """;
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    private static String event(int number, String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + "," + rest
                + "}\n\n";
    }

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                TestGateway.endpoint("openai", "openai", upstream.url()),
                TestGateway.endpoint("openrouter", "openrouter", upstream.url()),
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()),
                TestGateway.endpoint("together", "openai-compatible", upstream.url()),
                TestGateway.endpoint("google", "google", upstream.url()));
        gateway = TestGateway.start(endpoints, List.of());
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.post("/v1/responses", "{\"model\": \"" + model + "\", \"input\":\"hi\"" + more + "}");
    }

    @Test
    void aFeatureThatIsAskedForByTheQueryIsAskedForUpstream() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        gateway.post("/v1/responses?beta=true&key=mine", "{\"model\":\"openai/g\",\"input\":\"hi\"}");
        assertThat(upstream.last().path()).isEqualTo("/v1/responses?beta=true");
        upstream.answer(Script.json(
                200, "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}"));
        assertThat(gateway.post("/v1/responses?beta=true", "{\"model\":\"together/g\",\"input\":\"hi\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void bothSidesSeeTheOthersBytes() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = gateway.post(
                "/v1/responses",
                "{\"model\": \"openai/g\", \"input\":[ ],\"truncation\":\"auto\",\"x_unknown\":[1.50]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().path()).isEqualTo("/v1/responses");
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\": \"g\", \"input\":[ ],\"truncation\":\"auto\",\"x_unknown\":[1.50]}");
        assertThat(gateway.receipt(answer))
                .contains("\"lane\":\"same\"", "\"fresh\":5", "\"cache_read\":3", "\"visible\":2");
    }

    @Test
    void streamPassesAsItIsTomorrowsEventsIncluded() throws Exception {
        String stream = CREATED + "data: {\"type\":\"keepalive\",\"sequence_number\":1}\n\n" + HELLO
                + event(7, "response.of_tomorrow", "\"x\":1") + END;
        upstream.answer(
                Script.stream().chunk(stream.getBytes(StandardCharsets.UTF_8)).last());
        HttpResponse<String> answer = ask("openai/g", ",\"stream\":true");
        assertThat(answer.body()).isEqualTo(stream);
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"", "\"visible\":2");
    }

    @Test
    void streamThatBreaksOffEndsInAnErrorWithTheNextNumber() throws Exception {
        upstream.answer(Script.stream()
                .chunk((CREATED + HELLO).getBytes(StandardCharsets.UTF_8))
                .last());
        String body = ask("openai/g", ",\"stream\":true").body();
        assertThat(body)
                .startsWith(CREATED + HELLO)
                .contains("event: error\ndata: {\"type\":\"error\",\"sequence_number\":3,\"error\":{")
                .contains("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":4");
    }

    @Test
    void failureBeforeAnyContentIsAStatus() throws Exception {
        upstream.answer(Script.stream()
                .chunk((CREATED
                                + event(
                                        1,
                                        "response.failed",
                                        "\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}"))
                        .getBytes(StandardCharsets.UTF_8))
                .last());
        HttpResponse<String> answer = ask("openai/g", ",\"stream\":true");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("\"message\":\"slow\"");
    }

    @Test
    void chatHostsAreTranslated() throws Exception {
        upstream.answer(Script.stream()
                .chunk(CHAT_STREAM.getBytes(StandardCharsets.UTF_8))
                .last());
        HttpResponse<String> answer = ask("together/g", ",\"stream\":true,\"text\":{\"verbosity\":\"low\"}");
        StrictReader read = StrictReader.of(answer.body().getBytes(StandardCharsets.UTF_8));
        JsonNode response = Objects.requireNonNull(read.response());
        assertThat(read.isComplete()).isTrue();
        assertThat(response.path("output")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("Hello");
        assertThat(response.path("usage").path("total_tokens").asInt()).isEqualTo(7);
        JsonNode sent = Expected.json(upstream.last().text());
        assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.path("messages").toString()).isEqualTo("[{\"role\":\"user\",\"content\":\"hi\"}]");
        assertThat(sent.path("verbosity").asString("")).isEqualTo("low");
    }

    @Test
    void aThoughtAndItsSignatureGoBackToAnthropic() throws Exception {
        upstream.answer(Script.json(200, CLAUDE));
        JsonNode answer = Expected.json(ask("anthropic/c", TOOLS).body());
        assertThat(answer.path("output").size()).isEqualTo(3);
        continued("anthropic/c", answer);
        JsonNode sent = Expected.json(upstream.last().text());
        JsonNode said = sent.path("messages").path(1).path("content");
        assertThat(said.path(0).path("type").asString("")).isEqualTo("thinking");
        assertThat(said.path(0).path("signature").asString("")).isEqualTo("EpgC+/=");
        assertThat(said.path(2).path("id").asString("")).isEqualTo("toolu_1");
        assertThat(sent.path("messages")
                        .path(2)
                        .path("content")
                        .path(0)
                        .path("tool_use_id")
                        .asString(""))
                .isEqualTo("toolu_1");
    }

    @Test
    void aSignatureOnACallGoesBackToGoogleAndToNobodyElse() throws Exception {
        upstream.answer(Script.json(200, GEMINI));
        JsonNode answer = Expected.json(ask("google/g", TOOLS).body());
        continued("google/g", answer);
        assertThat(upstream.last().text()).contains("\"thoughtSignature\":\"c2lnbmVk\"");
        upstream.answer(Script.json(200, ANSWER));
        continued("openai/g", answer);
        assertThat(upstream.last().path()).isEqualTo("/v1/responses");
        assertThat(upstream.last().text()).doesNotContain("c2lnbmVk").contains("\"function_call_output\"");
    }

    /// Sends an answer back with the results of its calls.
    private void continued(String model, JsonNode answer) throws Exception {
        ObjectNode request = Json.object().put("model", model);
        var input = request.putArray("input");
        input.addObject().put("role", "user").put("content", "hi");
        answer.path("output").forEach(input::add);
        for (JsonNode item : answer.path("output")) {
            if (item.path("type").asString("").equals("function_call")) {
                input.addObject()
                        .put("type", "function_call_output")
                        .put("call_id", item.path("call_id").asString())
                        .put("output", "5");
            }
        }
        request.putArray("tools").addObject().put("type", "function").put("name", "f");
        HttpResponse<String> next = gateway.post("/v1/responses", Json.text(request));
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
    }

    @Test
    void whatIsKeptNowhereIsNotFound() throws Exception {
        HttpResponse<String> answer = ask("anthropic/c", ",\"previous_response_id\":\"resp_9\"");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Expected.json(answer.body()).path("error").path("code").asString(""))
                .isEqualTo("previous_response_not_found");
    }

    @Test
    void chatClientsReachModelsThatSpeakNothingElse() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"openai/o3-pro\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stop\":\"x\"}");
        assertThat(upstream.last().path()).isEqualTo("/v1/responses");
        assertThat(Expected.json(answer.body())
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString(""))
                .isEqualTo("hi");
        JsonNode sent = Expected.json(upstream.last().text());
        assertThat(sent.path("store").booleanValue()).isFalse();
        assertThat(answer.headers().firstValue("x-weir-loss"))
                .hasValueSatisfying(loss -> assertThat(loss).contains("stop"));
        gateway.chat("{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
    }

    /// Every recorded answer of a host of this API reaches a client of this API byte for byte, up to its last word.
    @Test
    void recordedAnswersPassByteForByte() throws Exception {
        int passed = 0;
        List<String> wrong = new ArrayList<>();
        for (Recording recording : Recordings.of("openai-responses")) {
            String body = recording.text();
            upstream.answer(script(recording));
            boolean stream = recording.streamed();
            String row = recording.provider().equals("openrouter") ? "openrouter" : "openai";
            HttpResponse<String> answer = ask(row + "/g", stream ? ",\"stream\":true" : "");
            String expected = stream ? Events.untilLast(body) : body;
            boolean whole = !stream || expected.contains("response.completed");
            boolean same =
                    whole ? answer.body().equals(expected) : answer.body().contains("event: error");
            if (recording.status() >= 400 || stream && body.contains("\"type\":\"error\"")) {
                same = answer.statusCode() >= 400 && answer.body().contains("\"message\"");
            }
            if (same) {
                passed++;
            } else {
                wrong.add(recording.id());
            }
        }
        System.out.println("openai-responses: " + passed + " recorded answers as they were");
        assertThat(wrong).isEmpty();
    }

    private static Script script(Recording recording) {
        if (!recording.streamed()) {
            return Script.json(recording.status(), recording.text());
        }
        Script script = Script.stream();
        byte[] bytes = recording.body();
        Random random = new Random(3);
        for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + 1 + random.nextInt(1_500));
            script.chunk(Arrays.copyOfRange(bytes, at, next));
            at = next;
        }
        return script.last();
    }

    /// Streams as text.
    private static final class Events {
        /// A stream with nothing behind its last word.
        static String untilLast(String stream) {
            int last = Math.max(
                    stream.indexOf("\"type\":\"response.completed\""),
                    stream.indexOf("\"type\": \"response.completed\""));
            int end = last < 0 ? -1 : stream.indexOf("\n\n", last);
            return end < 0 ? stream : stream.substring(0, end + 2);
        }
    }
}
