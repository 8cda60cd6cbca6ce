package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The Responses API over a WebSocket, through the running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketTest {
    private static final String CREATED =
            event("response.created", "\"response\":{\"id\":\"resp_1\",\"created_at\":5}");
    private static final String DELTA = event(
            "response.output_text.delta", "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\"");
    private static final String END = event(
            "response.completed",
            "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"x_new\":1.50,\"output\":[],"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2,\"total_tokens\":7}}");
    private static final String CHAT_STREAM = """
            data: {"id":"c","model":"g","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    private static String event(String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":0," + rest + "}\n\n";
    }

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.onlySpeaking(
                                "openai-responses", TestGateway.endpoint("same", "openai", upstream.url())),
                        TestGateway.endpoint("chat", "openai-compatible", upstream.url())),
                List.of());
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

    /// A client's end: messages in the order they came, then `closed CODE`.
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> come = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private @Nullable WebSocket socket;

        static Client open(TestGateway gateway, String path) {
            Client client = new Client();
            client.socket = gateway.client()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(gateway.url(path).replace("http:", "ws:")), client)
                    .join();
            return client;
        }

        Client send(String message) {
            Objects.requireNonNull(socket).sendText(message, true).join();
            return this;
        }

        String raw() throws InterruptedException {
            return Objects.requireNonNull(come.poll(10, TimeUnit.SECONDS), "no message came");
        }

        JsonNode next() throws InterruptedException {
            byte[] message = raw().getBytes(StandardCharsets.UTF_8);
            return Json.read(message, 0, message.length);
        }

        String nextType() throws InterruptedException {
            return next().path("type").asString();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                come.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            come.add("closed " + code);
            return null;
        }

        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }
    }

    private static Script streamed(String... frames) {
        Script script = Script.stream();
        for (String frame : frames) {
            script = script.chunk(frame);
        }
        return script.last();
    }

    private static String create(String model, String more) {
        return "{\"type\":\"response.create\",\"model\":\"" + model + "\",\"input\":\"hi\",\"top_p\":0.50" + more + "}";
    }

    @Test
    void anAnswerComesAsOneMessageForEveryEventInItsOwnBytes() throws Exception {
        upstream.answer(streamed(CREATED, DELTA, END));
        try (Client client = Client.open(gateway, "/v1/responses")) {
            client.send(create("same/g", ""));
            assertThat(client.nextType()).isEqualTo("response.created");
            assertThat(client.next().path("delta").asString()).isEqualTo("Hi");
            assertThat(client.raw()).contains("\"type\":\"response.completed\"", "\"x_new\":1.50");
        }
        JsonNode asked = Json.read(upstream.last().body(), 0, upstream.last().body().length);
        assertThat(asked.has("type")).isFalse();
        assertThat(asked.path("stream").booleanValue()).isTrue();
        assertThat(upstream.last().text()).contains("\"top_p\":0.50");
    }

    @Test
    void aProviderOfAnotherDialectIsReachedTheSameWay() throws Exception {
        upstream.answer(streamed(CHAT_STREAM));
        try (Client client = Client.open(gateway, "/v1/responses")) {
            client.send(create("chat/g", ",\"stream_id\":\"a\""));
            JsonNode message = client.next();
            assertThat(message.path("type").asString()).isEqualTo("response.created");
            while (!message.path("type").asString().equals("response.completed")) {
                assertThat(message.path("stream_id").asString()).isEqualTo("a");
                message = client.next();
            }
            assertThat(message.path("stream_id").asString()).isEqualTo("a");
            assertThat(message.at("/response/output/0/content/0/text").asString())
                    .isEqualTo("Hello");
        }
    }

    @Test
    void aStreamIsAnsweredInTurn() throws Exception {
        upstream.answer(streamed(CREATED, END), streamed(CREATED, DELTA, END));
        try (Client client = Client.open(gateway, "/v1/responses")) {
            client.send(create("same/g", "")).send(create("same/g", ""));
            assertThat(client.nextType()).isEqualTo("response.created");
            assertThat(client.nextType()).isEqualTo("response.completed");
            assertThat(client.nextType()).isEqualTo("response.created");
            assertThat(client.nextType()).isEqualTo("response.output_text.delta");
            assertThat(client.nextType()).isEqualTo("response.completed");
        }
    }

    @Test
    void aFailureIsAMessageAndTheConnectionGoesOn() throws Exception {
        upstream.answer(
                Script.json(400, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"c\"}}"),
                streamed(CREATED, END));
        try (Client client = Client.open(gateway, "/v1/responses")) {
            client.send(create("same/g", ",\"stream_id\":\"b\""));
            JsonNode failed = client.next();
            assertThat(failed.path("type").asString()).isEqualTo("error");
            assertThat(failed.path("status").intValue()).isEqualTo(400);
            assertThat(failed.at("/error/message").asString()).isEqualTo("no");
            assertThat(failed.path("stream_id").asString()).isEqualTo("b");
            client.send(create("same/g", ""));
            assertThat(client.nextType()).isEqualTo("response.created");
        }
    }

    @Test
    void whatIsNoRequestIsToldWhatToSend() throws Exception {
        try (Client client = Client.open(gateway, "/v1/responses")) {
            assertThat(client.send("no json").next().at("/error/message").asString())
                    .contains("one JSON object");
            assertThat(client.send("{\"type\":\"x\"}").next().at("/error/param").asString())
                    .isEqualTo("type");
            assertThat(client.send(create("same/g", ",\"generate\":false"))
                            .next()
                            .at("/error/param")
                            .asString())
                    .isEqualTo("generate");
            assertThat(client.send(create("nobody-knows", ""))
                            .next()
                            .path("status")
                            .intValue())
                    .isEqualTo(404);
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRunningResponseCannotBeSteeredAndTheInputComesBack() throws Exception {
        try (Client client = Client.open(gateway, "/v1/responses")) {
            JsonNode failed = client.send(
                            "{\"type\":\"response.steer\",\"previous_response_id\":\"resp_1\",\"input\":\"faster\"}")
                    .next();
            assertThat(failed.path("type").asString()).isEqualTo("response.steer.failed");
            assertThat(failed.at("/error/code").asString()).isEqualTo("steering_not_supported");
            assertThat(failed.at("/steer/input").asString()).isEqualTo("faster");
        }
    }

    @Test
    void aClientThatGoesAwayCancelsTheUpstream() throws Exception {
        upstream.answer(Script.stream().chunk(CREATED).chunk(DELTA).hold());
        try (Client client = Client.open(gateway, "/v1/responses")) {
            client.send(create("same/g", ""));
            client.nextType();
            client.nextType();
        }
        assertThat(upstream.last().wasCancelled(10_000)).isTrue();
    }

    @Test
    void noOtherPathOpensAWebSocket() {
        assertThat(assertThatFails(() -> Client.open(gateway, "/v1/models"))).contains("400");
    }

    private static String assertThatFails(Runnable opening) {
        try {
            opening.run();
        } catch (CompletionException e) {
            return e.getCause() instanceof java.net.http.WebSocketHandshakeException refused
                    ? "refused " + refused.getResponse().statusCode()
                    : String.valueOf(e.getCause());
        }
        return "opened";
    }

    @Test
    void anAnswerThatIsNotStoredIsGoneOnFromOverItsOwnConnection() throws Exception {
        String item = "{\"id\":\"msg_5\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\","
                + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[]}]}";
        String end = event(
                "response.completed",
                "\"response\":{\"id\":\"resp_5\",\"status\":\"completed\",\"output\":[" + item + "]}");
        upstream.answer(streamed(CREATED, DELTA, end));
        String more = ",\"store\":false,\"previous_response_id\":\"resp_5\"";
        try (Client client = Client.open(gateway, "/v1/responses");
                Client other = Client.open(gateway, "/v1/responses")) {
            client.send(create("same/g", ",\"store\":false"));
            while (!client.nextType().equals("response.completed")) {
                // The rest of the answer.
            }
            client.send(create("same/g", more));
            while (!client.nextType().equals("response.completed")) {
                // The rest of the answer.
            }
            assertThat(upstream.last().text()).contains(item, "\"store\":false").doesNotContain("previous_response_id");
            other.send(create("same/g", more));
            assertThat(other.next().path("error").path("code").asString()).isEqualTo("previous_response_not_found");
        }
        assertThat(gateway.get("/v1/responses/resp_5").statusCode()).isEqualTo(404);
    }
}
