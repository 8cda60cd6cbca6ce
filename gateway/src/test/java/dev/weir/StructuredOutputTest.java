package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Care;
import dev.weir.chat.Misfit;
import dev.weir.chat.Strictness;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Answers that must have a form, from targets that do not hold to one, through the whole gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StructuredOutputTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";
    private static final String SHAPE =
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"strict\":true,\"schema\":"
                    + SCHEMA + "}}";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String BLIND = "gpt-3.5-turbo";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        Endpoint openai =
                TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint("openai", "openai", upstream.url()));
        Endpoint anthropic = TestGateway.endpoint("anthropic", "anthropic", upstream.url());
        Endpoint host = TestGateway.endpoint("host", "openai-compatible", upstream.url());
        gateway = TestGateway.start(TestGateway.config(
                List.of(openai, anthropic, host),
                List.of(new VirtualModel(
                        "patient",
                        List.of(new Target(openai, BLIND)),
                        Deadlines.NONE,
                        new Care(Strictness.LENIENT, Misfit.ASK_AGAIN),
                        Resilience.USUAL)),
                new Keyring(List.of()),
                Outbound.DIRECT));
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

    private static Script answer(String content) {
        return Script.json(
                200,
                "{\"id\":\"c\",\"model\":\"g\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                        + Json.text(Json.string(content)) + "},\"finish_reason\":\"stop\"}]}");
    }

    private static Script stream(String finish, String... pieces) {
        Script script = Script.stream();
        for (String piece : pieces) {
            script.chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                    + Json.text(Json.string(piece)) + "}}]}\n\n");
        }
        return script.chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish
                        + "\"}]}\n\ndata: [DONE]\n\n")
                .last();
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.chat("{\"model\":\"" + model + "\"," + HI + "," + more + "}");
    }

    private static JsonNode read(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }

    @Test
    void theSchemaIsAskedForInWordsAndTheAnswerFreedOfItsFence() throws Exception {
        upstream.answer(answer("Here:\n```json\n{\"n\":5}\n```"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(read(answer.body()).at("/choices/0/message/content").asString())
                .isEqualTo("{\"n\":5}");
        JsonNode sent = read(upstream.last().text());
        assertThat(sent.has("response_format")).isFalse();
        assertThat(sent.at("/messages/0/content").toString())
                .contains("JSON Schema")
                .contains("integer");
        assertThat(answer.headers().firstValue("x-weir-loss").orElse("")).contains("/response_format");
        assertThat(gateway.receipt(answer)).contains("\"lane\":\"cross\"").contains("code fence");
    }

    @Test
    void anAnswerOfAnotherFormIsATypedErrorAndNeverASuccess() throws Exception {
        upstream.answer(answer("{\"n\":\"five\"}"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE);
        assertThat(answer.statusCode()).isEqualTo(502);
        JsonNode error = read(answer.body()).get("error");
        assertThat(error.get("code").asString()).isEqualTo("misshapen_answer");
        assertThat(error.get("message").asString()).contains("/n").contains("integer");
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void theModelIsAskedOnceMoreWhereThatIsConfigured() throws Exception {
        upstream.answer(answer("five"), answer("{\"n\":5}"));
        HttpResponse<String> answer = ask("patient", SHAPE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("{\\\"n\\\":5}");
        assertThat(upstream.received()).hasSize(2);
        assertThat(upstream.last().text()).contains("\"five\"").contains("it is not JSON");
        assertThat(read(gateway.receipt(answer)).get("tries").asInt()).isEqualTo(2);
        upstream.forget();
        upstream.answer(answer("five"));
        assertThat(ask("patient", SHAPE).statusCode()).isEqualTo(502);
        assertThat(upstream.received()).hasSize(2);
    }

    @Test
    void aStreamIsFreedOfItsFenceAsItComes() throws Exception {
        upstream.answer(stream("stop", "Sure:\n``", "`json\n{\"n", "\":", "5}\n``", "`"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE + ",\"stream\":true");
        assertThat(answer.body()).contains("[DONE]").contains("\"finish_reason\":\"stop\"");
        assertThat(answer.body()).doesNotContain("Sure").doesNotContain("```");
        assertThat(answer.body()).contains("{\\\"n");
    }

    @Test
    void aStreamOfAnotherFormEndsInAnErrorAndNotInASuccess() throws Exception {
        upstream.answer(stream("stop", "{\"n\":", "\"five\"}"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE + ",\"stream\":true");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("misshapen_answer")
                .doesNotContain("[DONE]")
                .doesNotContain("\"stop\"");
        assertThat(gateway.receipt(answer)).contains("\"kind\":\"misshapen\"");
    }

    @Test
    void whatIsCutForLengthSaysSoItself() throws Exception {
        upstream.answer(stream("length", "{\"n\":"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE + ",\"stream\":true");
        assertThat(answer.body()).contains("\"finish_reason\":\"length\"").contains("[DONE]");
    }

    @Test
    void jsonWithoutASchemaIsCheckedWhereItIsOnlyAskedForInWords() throws Exception {
        upstream.answer(Script.json(200, """
                        {"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text",
                         "text":"no"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""));
        HttpResponse<String> answer =
                ask("anthropic/claude-sonnet-4-5", "\"response_format\":{\"type\":\"json_object\"}");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("misshapen_answer");
    }

    @Test
    void aTargetOfWhichNothingIsKnownIsAskedInItsOwnWordsAndItsAnswerChecked() throws Exception {
        upstream.answer(answer("five"));
        HttpResponse<String> answer = ask("host/mine", SHAPE);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("misshapen_answer");
        assertThat(read(upstream.last().text()).at("/response_format/json_schema/schema"))
                .isEqualTo(read(SCHEMA));
        upstream.answer(stream("stop", "{\"n\":", "\"five\"}"));
        assertThat(ask("host/mine", SHAPE + ",\"stream\":true").body())
                .contains("misshapen_answer")
                .doesNotContain("[DONE]");
        upstream.answer(answer("{\"n\":5}"));
        HttpResponse<String> fits = ask("host/mine", SHAPE);
        assertThat(fits.statusCode()).isEqualTo(200);
        assertThat(fits.headers().firstValue("x-weir-loss")).isEmpty();
        assertThat(gateway.receipt(fits)).contains("\"lane\":\"same\"");
        upstream.answer(answer("```json\n{\"n\":5}\n```"));
        HttpResponse<String> freed = ask("host/mine", SHAPE);
        assertThat(read(freed.body()).at("/choices/0/message/content").asString())
                .isEqualTo("{\"n\":5}");
        assertThat(gateway.receipt(freed)).contains("code fence");
        upstream.answer(stream("stop", "Here: ", "{\"n\":5}"));
        assertThat(ask("host/mine", SHAPE + ",\"stream\":true").body())
                .contains("misshapen_answer")
                .doesNotContain("[DONE]");
        upstream.answer(stream("stop", "{\"n\":", "5}"));
        assertThat(ask("host/mine", SHAPE + ",\"stream\":true").body())
                .contains("[DONE]")
                .doesNotContain("error");
    }

    @Test
    void aClientOfAnotherDialectGetsNoUncheckedForm() throws Exception {
        upstream.answer(answer("five"));
        HttpResponse<String> answer = gateway.post(
                "/v1/messages",
                "{\"model\":\"host/mine\",\"max_tokens\":9," + HI
                        + ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + SCHEMA + "}}}");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("it is not JSON");
    }

    @Test
    void whatWasNotDemandedStrictlyIsNotChecked() throws Exception {
        upstream.answer(answer("five"));
        HttpResponse<String> answer = ask("openai/" + BLIND, SHAPE.replace("\"strict\":true", "\"strict\":false"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("five");
    }

    @Test
    void aTargetThatEnforcesKeepsTheByteLane() throws Exception {
        upstream.answer(answer("five"));
        HttpResponse<String> answer = ask("openai/gpt-4o", SHAPE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(upstream.last().text()).contains(SHAPE);
    }
}
