package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The whole gateway in process, an OpenAI client and an OpenAI-compatible upstream.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ByteLaneTest {
    private static final String ANSWER = """
            {"id":"chatcmpl-1", "object":"chat.completion","created":1,"model":"m-1","x_new":{"a":1.50},
             "choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
    private static final String FIRST =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private ScriptedUpstream primary;
    private ScriptedUpstream fallback;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        primary = new ScriptedUpstream();
        fallback = new ScriptedUpstream();
        var up = TestGateway.endpoint("up", "openai-compatible", primary.url());
        var spare = TestGateway.endpoint("spare", "openai-compatible", fallback.url());
        Duration quick = Duration.ofMillis(300);
        var limits = new Deadlines(quick, quick, quick, quick, null);
        gateway = TestGateway.start(
                List.of(up, spare),
                List.of(
                        TestGateway.virtual("both", limits, new Target(up, "m"), new Target(spare, "n")),
                        TestGateway.virtual("several", limits, new Target(up, "of"), new Target(spare, "of")),
                        TestGateway.virtual("halves", limits, new Target(up, "half"), new Target(spare, "whole"))));
    }

    @BeforeEach
    void forget() {
        primary.forget();
        fallback.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        primary.close();
        fallback.close();
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.chat("{\"model\": \"" + model
                + "\",  \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}], \"temperature\":1.0" + more + "}");
    }

    @Test
    void bothSidesSeeTheOthersBytes() throws Exception {
        primary.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = ask("up/m", ",\"x_unknown\":[1.50]");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(primary.last().text())
                .isEqualTo("{\"model\": \"m\",  \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + " \"temperature\":1.0,\"x_unknown\":[1.50]}");
        assertThat(primary.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(primary.last().headers()).containsEntry("authorization", "Bearer test-key");
        assertThat(answer.headers().firstValue("x-weir-target")).contains("up/m");
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"", "\"fresh\":5", "\"visible\":2");
    }

    @Test
    void usageIsAskedForAndKeptFromAClientThatDidNotAsk() throws Exception {
        primary.answer(
                Script.stream().chunk(FIRST + HELLO + STOP).chunk(USAGE + DONE).last());
        HttpResponse<String> answer = ask("up/m", ",\"stream\":true");
        assertThat(answer.body()).isEqualTo(FIRST + HELLO + STOP + DONE);
        assertThat(primary.last().text()).endsWith(",\"stream_options\":{\"include_usage\":true}}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":5");
    }

    @Test
    void usageThatWasAskedForArrives() throws Exception {
        primary.answer(
                Script.stream().chunk(FIRST + HELLO + STOP + USAGE + DONE).last());
        HttpResponse<String> answer = ask("up/m", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        assertThat(answer.body()).isEqualTo(FIRST + HELLO + STOP + USAGE + DONE);
    }

    @Test
    void aCompleteStreamWithoutDoneGetsOne() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO + STOP).last());
        assertThat(ask("up/m", ",\"stream\":true").body()).isEqualTo(FIRST + HELLO + STOP + DONE);
    }

    @Test
    void aTruncatedStreamEndsInAnErrorAndNeverInDone() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO).close());
        HttpResponse<String> answer = ask("up/m", ",\"stream\":true");
        assertThat(answer.body())
                .startsWith(FIRST + HELLO + "data: {\"error\":")
                .doesNotContain("[DONE]");
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"failed\"", "truncated", "estimated");
    }

    @Test
    void aStreamOfTwoChoicesThatIsCutBetweenThemEndsInAnError() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO + STOP).close());
        assertThat(ask("up/of", ",\"stream\":true,\"n\":2").body())
                .startsWith(FIRST + HELLO + STOP + "data: {\"error\":")
                .doesNotContain("[DONE]");
        primary.answer(Script.stream().chunk(FIRST + HELLO + STOP + DONE).last());
        assertThat(ask("up/of", ",\"stream\":true,\"n\":2").body()).isEqualTo(FIRST + HELLO + STOP + DONE);
    }

    @Test
    void aStreamOfSeveralChoicesIsNotContinuedByATargetThatWouldGiveOne() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO).close());
        fallback.answer(Script.stream().chunk(FIRST + HELLO + STOP + DONE).last());
        assertThat(ask("several", ",\"stream\":true,\"n\":2").body())
                .startsWith(FIRST + HELLO + "data: {\"error\":")
                .doesNotContain("[DONE]");
    }

    @Test
    void anInvalidFrameStaysBehind() throws Exception {
        primary.answer(Script.stream()
                .chunk(FIRST + "data: {\"choices\":[{\n\n" + HELLO + STOP + DONE)
                .last());
        assertThat(ask("up/m", ",\"stream\":true").body()).isEqualTo(FIRST + HELLO + STOP + DONE);
    }

    @Test
    void theFallbackAnswersWhenThePrimaryIsDown() throws Exception {
        primary.answer(Script.json(503, "{\"error\":{\"message\":\"down\"}}"));
        fallback.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = ask("both", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("spare/n");
        assertThat(answer.headers().firstValue("x-weir-attempts")).contains("3");
        assertThat(fallback.last().text()).startsWith("{\"model\": \"n\",");
    }

    @Test
    void aSilentPrimaryGivesWayWithinItsFirstTokenLimit() throws Exception {
        primary.answer(new Script().hold());
        fallback.answer(Script.stream().chunk(FIRST + HELLO + STOP + DONE).last());
        HttpResponse<String> answer = ask("both", ",\"stream\":true");
        assertThat(answer.body()).isEqualTo(FIRST + HELLO + STOP + DONE);
        assertThat(primary.received()).hasSize(1);
        assertThat(primary.last().wasCancelled(5_000)).isTrue();
    }

    @Test
    void aStallInMidStreamThatNobodyContinuesEndsInATypedError() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO).hold());
        fallback.answer(Script.json(503, "{}"));
        HttpResponse<String> answer = ask("both", ",\"stream\":true");
        assertThat(answer.body())
                .startsWith(FIRST + HELLO + "data: {\"error\":")
                .doesNotContain("[DONE]");
    }

    @Test
    void withNowhereToGoTheProvidersOwnErrorArrives() throws Exception {
        String error = "{\"error\":{\"message\":\"no such thing\",\"type\":\"x\",\"code\":\"y\"}}";
        primary.answer(Script.json(422, error));
        HttpResponse<String> answer = ask("up/m", "");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).isEqualTo(error);
    }

    @Test
    void aProviderThatRefusesOurKeyIsNotTheCallersFault() throws Exception {
        primary.answer(Script.json(401, "{\"error\":{\"message\":\"bad key\"}}"));
        HttpResponse<String> answer = ask("up/m", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_auth_failed");
    }

    @Test
    void anErrorInsideA200IsAnError() throws Exception {
        primary.answer(Script.json(200, "{\"error\":{\"message\":\"overloaded\",\"code\":503}}"));
        fallback.answer(Script.json(200, ANSWER));
        assertThat(ask("both", "").statusCode()).isEqualTo(200);
        primary.answer(Script.stream()
                .chunk("data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n")
                .last());
        fallback.answer(Script.stream().chunk(FIRST + HELLO + STOP + DONE).last());
        assertThat(ask("both", ",\"stream\":true").body()).isEqualTo(FIRST + HELLO + STOP + DONE);
    }

    @Test
    void anAnswerThatSaysItCouldNotBeFinishedIsAnError() throws Exception {
        primary.answer(Script.json(200, ANSWER.replace("\"stop\"", "\"error\"")));
        fallback.answer(Script.json(200, ANSWER));
        HttpResponse<String> answer = ask("halves", "");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("spare/whole");
        primary.answer(Script.stream()
                .chunk(FIRST + HELLO + STOP.replace("\"stop\"", "\"error\"") + DONE)
                .last());
        HttpResponse<String> stream = ask("up/half", ",\"stream\":true");
        assertThat(stream.body()).contains("\"code\":\"provider_error\"").doesNotContain("[DONE]");
    }

    @Test
    void aStalePooledConnectionIsRetriedAndCountsAsNoAttempt() throws Exception {
        primary.answer(Script.json(200, ANSWER));
        assertThat(ask("up/m", "").statusCode()).isEqualTo(200);
        primary.answer(new Script().close(), Script.json(200, ANSWER));
        HttpResponse<String> answer = ask("up/m", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-attempts")).contains("1");
    }

    @Test
    void theClientsGoingAwayCancelsTheUpstream() throws Exception {
        primary.answer(Script.stream().chunk(FIRST + HELLO).hold());
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var response = client.send(
                    gateway.request("/v1/chat/completions")
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                    "{\"model\":\"up/m\",\"messages\":[],\"stream\":true}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            response.body().read();
            response.body().close();
            client.shutdownNow();
        }
        assertThat(primary.last().wasCancelled(5_000)).isTrue();
    }

    @Test
    void badInputIsAnsweredInOpenAisWords() throws Exception {
        assertThat(gateway.chat("{\"model\":").statusCode()).isEqualTo(400);
        assertThat(gateway.chat("{\"messages\":[]}").body()).contains("model parameter");
        assertThat(gateway.chat("{\"model\":\"up/m\"}").body()).contains("Missing required parameter: 'messages'");
        HttpResponse<String> unknown = ask("nobody/x", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("model_not_found");
        assertThat(gateway.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(gateway.get("/v1/weir/receipts/none").statusCode()).isEqualTo(404);
    }
}
