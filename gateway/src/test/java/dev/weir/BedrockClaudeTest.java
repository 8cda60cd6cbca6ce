package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventStreamWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clients of Anthropic's at Claude on Bedrock: their own words go there, and Anthropic's come back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BedrockClaudeTest {
    private static final String MODEL = "us.anthropic.claude-opus-4-8-v1:0";
    private static final String INVOKE = "/model/us.anthropic.claude-opus-4-8-v1%3A0/invoke";
    private static final String ANSWER =
            "{\"id\":\"msg_bdrk_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"x\":1.50,\"stop_reason\":\"end_turn\","
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";
    private static final List<String> EVENTS = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_bdrk_1\",\"type\":\"message\",\"model\":\"c\","
                    + "\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hé\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}",
            "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":5}}");

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start("""
                providers: { amazon-bedrock: { url: "${UP}", region: us-east-1, key: long-key } }
                """, folder, upstream.url());
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

    private HttpResponse<String> ask(String more, String... headers) throws Exception {
        HttpRequest.Builder request = gateway.request("/v1/messages").header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        String body = "{\"model\":\"amazon-bedrock/" + MODEL + "\",\"max_tokens\":50,\"messages\":["
                + "{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"system\",\"content\":\"be brief\"}]" + more + "}";
        return gateway.client()
                .send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static byte[] messages(List<String> events) {
        ByteSink out = new ByteSink(1024);
        EventStreamWriter chunk = EventStreamWriter.event("chunk");
        for (String event : events) {
            String bytes = Base64.getEncoder().encodeToString(event.getBytes(StandardCharsets.UTF_8));
            chunk.write(("{\"bytes\":\"" + bytes + "\",\"p\":\"abc\"}").getBytes(StandardCharsets.UTF_8), out);
        }
        return out.toBytes();
    }

    private static String told(List<String> events) {
        StringBuilder out = new StringBuilder();
        for (String event : events) {
            out.append("event: ")
                    .append(Expected.json(event).path("type").asString(""))
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        return out.toString();
    }

    @Test
    void theBodyGoesAsItIsButForWhatBedrockHasElsewhere() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = ask(
                ",\"diagnostics\":{\"previous_message_id\":null},\"x_new\":1.50",
                "anthropic-beta",
                "context-1m-2025-08-07, tools-2026",
                "anthropic-version",
                "2026-10-21");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(upstream.last().path()).isEqualTo(INVOKE);
        assertThat(upstream.last().headers())
                .containsEntry("authorization", "Bearer long-key")
                .doesNotContainKeys("anthropic-beta", "anthropic-version");
        assertThat(upstream.last().text())
                .isEqualTo("{\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"role\":\"system\",\"content\":\"be brief\"}],"
                        + "\"diagnostics\":{\"previous_message_id\":null},\"x_new\":1.50,"
                        + "\"anthropic_version\":\"bedrock-2023-05-31\","
                        + "\"anthropic_beta\":[\"context-1m-2025-08-07\",\"tools-2026\"]}");
        assertThat(answer.headers().firstValue("x-weir-loss")).isEmpty();
        assertThat(gateway.receipt(answer)).contains("\"lane\":\"same\"", "\"fresh\":5", "\"visible\":2");
    }

    @Test
    void aVersionAndBetasOfTheBodysOwnStay() throws Exception {
        upstream.answer(Script.json(200, ANSWER));
        ask(",\"anthropic_version\":\"2026-10-21\",\"anthropic_beta\":[\"a\"]", "anthropic-beta", "a,b");
        assertThat(upstream.last().text())
                .contains("\"anthropic_version\":\"2026-10-21\",\"anthropic_beta\":[\"a\",\"b\"]");
    }

    @Test
    void aStreamOfMessagesBecomesOneOfEventsWhereverItIsCut() throws Exception {
        byte[] stream = messages(EVENTS);
        for (int cut : new int[] {stream.length, 1, 100, 701}) {
            Script script = Script.stream("application/vnd.amazon.eventstream");
            for (int from = 0; from < stream.length; from += cut) {
                script.chunk(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + cut)));
            }
            upstream.answer(script.last());
            HttpResponse<String> answer = ask(",\"stream\":true");
            assertThat(upstream.last().path()).isEqualTo(INVOKE + "-with-response-stream");
            assertThat(upstream.last().text()).doesNotContain("\"stream\"");
            assertThat(answer.body()).isEqualTo(told(EVENTS));
            assertThat(gateway.receipt(answer)).contains("\"visible\":9", "\"outcome\":\"complete\"");
        }
    }

    @Test
    void aStreamThatBreaksOffOrThrowsEndsInAnErrorEvent() throws Exception {
        byte[] begun = messages(EVENTS.subList(0, 3));
        upstream.answer(
                Script.stream("application/vnd.amazon.eventstream").chunk(begun).close());
        assertThat(ask(",\"stream\":true").body())
                .startsWith(told(EVENTS.subList(0, 3)) + "event: error\n")
                .doesNotContain("message_stop");
        ByteSink thrown = new ByteSink(256);
        thrown.write(begun);
        EventStreamWriter.exception("validationException")
                .write("{\"message\":\"no such thing\"}".getBytes(StandardCharsets.UTF_8), thrown);
        upstream.answer(Script.stream("application/vnd.amazon.eventstream")
                .chunk(thrown.toBytes())
                .last());
        // It comes in one with the first words, of which the client has none yet.
        HttpResponse<String> refused = ask(",\"stream\":true");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"type\":\"invalid_request_error\"", "no such thing");
    }

    @Test
    void whatBedrockRefusesIsSaidInAnthropicsWords() throws Exception {
        upstream.answer(Script.reply(
                400,
                Map.of("content-type", "application/json", "x-amzn-errortype", "ValidationException:http://x"),
                "{\"message\":\"max_tokens: too many\"}".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> answer = ask("");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = Expected.json(answer.body());
        assertThat(error.path("type").asString("")).isEqualTo("error");
        assertThat(error.at("/error/type").asString("")).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asString("")).isEqualTo("max_tokens: too many");
    }

    @Test
    void othersReachTheSameModelThroughConverse() throws Exception {
        upstream.answer(
                Script.json(
                        200,
                        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hi\"}]}},"
                                + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2}}"));
        assertThat(gateway.chat("{\"model\":\"amazon-bedrock/" + MODEL
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().path()).endsWith("/converse");
    }
}
