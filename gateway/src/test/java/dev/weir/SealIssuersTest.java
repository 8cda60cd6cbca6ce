package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Encrypted reasoning of hosts of the Responses API goes back to those who can read it, and to nobody else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealIssuersTest {
    private ScriptedUpstream upstream;
    private ScriptedUpstream broken;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        broken = new ScriptedUpstream();
        List<Endpoint> endpoints = List.of(
                only("home", "openai", upstream),
                only("work", "openai", upstream),
                only("azure", "azure", upstream),
                only("xai", "xai", upstream),
                only("down", "xai", broken),
                TestGateway.endpoint("minimax", "minimax", upstream.url()),
                TestGateway.endpoint("anthropic", "anthropic", upstream.url()));
        Target down = new Target(endpoints.get(4), "x");
        gateway = TestGateway.start(TestGateway.config(
                endpoints,
                List.of(TestGateway.virtual("smart", Deadlines.NONE, down, new Target(endpoints.get(0), "g"))),
                new Keyring(List.of()),
                Outbound.DIRECT));
    }

    private static Endpoint only(String id, String row, ScriptedUpstream at) {
        return TestGateway.onlySpeaking("openai-responses", TestGateway.endpoint(id, row, at.url()));
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
        broken.close();
    }

    private static String answer(String seal) {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":5,\"model\":\"m\",\"status\":\"completed\","
                + "\"output\":[" + thought(seal) + ",{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\","
                + "\"annotations\":[]}]}],\"usage\":{\"input_tokens\":8,\"output_tokens\":2,\"total_tokens\":10}}";
    }

    private static String thought(String seal) {
        return "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"" + seal + "\"}";
    }

    private static String next(String model, String seal) {
        return "{\"model\":\"" + model + "\",\"store\":false,\"x_new\":1.50,\"input\":[{\"role\":\"user\",\"content\":"
                + "\"Who?\"}," + thought(seal)
                + ",{\"role\":\"assistant\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"So?\"}]}";
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpResponse<String> answer = gateway.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "xai, xai, goes",
        "xai, home, stays",
        "xai, azure, stays",
        "home, home, goes",
        "home, work, stays",
        "home, azure, stays",
        "azure, xai, stays",
        "work, home, stays"
    })
    void whatOneHostSealedGoesWhereItHolds(String from, String to, String fate) throws Exception {
        String seal = "c2VhbA" + from + to;
        upstream.answer(Script.json(200, answer(seal)));
        post("/v1/responses", "{\"model\":\"" + from + "/m\",\"store\":false,\"input\":\"Who?\"}");
        HttpResponse<String> after = post("/v1/responses", next(to + "/m", seal));
        String sent = upstream.last().text();
        assertThat(sent).contains("Who?", "So?");
        if (fate.equals("goes")) {
            assertThat(sent).contains("\"encrypted_content\":\"" + seal + "\"", "\"x_new\":1.50");
        } else {
            assertThat(sent).doesNotContain(seal);
            assertThat(after.headers().firstValue("x-weir-loss").orElse("")).contains("input");
        }
    }

    @Test
    void aFallbackGetsNoneOfTheFirstOnesSeals() throws Exception {
        upstream.answer(Script.json(200, answer("Zmlyc3Q=")));
        post("/v1/responses", "{\"model\":\"xai/m\",\"store\":false,\"input\":\"Who?\"}");
        broken.answer(Script.json(500, "{\"error\":\"down\"}"));
        post("/v1/responses", next("smart", "Zmlyc3Q="));
        assertThat(broken.last().text()).contains("Zmlyc3Q=");
        assertThat(upstream.last().text()).contains("\"model\":\"g\"", "So?").doesNotContain("Zmlyc3Q=");
    }

    @Test
    void aStreamsSealsAreKnownToo() throws Exception {
        String stream = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
                + "\"response\":{\"id\":\"resp_1\",\"created_at\":5,\"model\":\"m\"}}\n\n"
                + "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":1,"
                + "\"response\":" + answer("c3RyZWFt") + "}\n\n";
        upstream.answer(
                Script.stream().chunk(stream.getBytes(StandardCharsets.UTF_8)).last(),
                Script.json(200, answer("b3RoZXI=")));
        post("/v1/responses", "{\"model\":\"xai/m\",\"stream\":true,\"store\":false,\"input\":\"Who?\"}");
        post("/v1/responses", next("home/m", "c3RyZWFt"));
        assertThat(upstream.last().text()).doesNotContain("c3RyZWFt");
    }

    @Test
    void aSealOfAnUnknownHostGoesAsItIs() throws Exception {
        upstream.answer(Script.json(200, answer("bmV3")));
        post("/v1/responses", next("home/m", "b2xk"));
        assertThat(upstream.last().text()).contains("b2xk", "\"x_new\":1.50");
    }

    @Test
    void aChatClientsReasoningIsItsHostsAlone() throws Exception {
        upstream.answer(Script.json(200, answer("Y2hhdA==").replace("\"hi\"", "\"hello\"")));
        String asked = "{\"role\":\"user\",\"content\":\"Who?\"}";
        post("/v1/chat/completions", "{\"model\":\"xai/m\",\"messages\":[" + asked + "]}");
        String more = asked + ",{\"role\":\"assistant\",\"content\":\"hello\"},{\"role\":\"user\",\"content\":\"So?\"}";
        post("/v1/chat/completions", "{\"model\":\"home/m\",\"messages\":[" + more + "]}");
        assertThat(upstream.last().text()).doesNotContain("Y2hhdA==");
        post("/v1/chat/completions", "{\"model\":\"xai/m\",\"messages\":[" + more + "]}");
        assertThat(upstream.last().text()).contains("\"encrypted_content\":\"Y2hhdA==\"");
    }

    @Test
    void aThoughtThatMiniMaxSignedIsNotAnthropics() throws Exception {
        upstream.answer(Script.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
                 "content":[{"type":"thinking","thinking":"hm","signature":"bWluaQ=="},
                  {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
                 "usage":{"input_tokens":5,"output_tokens":2}}"""));
        String tools = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";
        HttpResponse<String> first =
                post("/v1/responses", "{\"model\":\"minimax/MiniMax-M2\"" + tools + ",\"input\":\"Who?\"}");
        byte[] body = first.body().getBytes(StandardCharsets.UTF_8);
        JsonNode read = Json.read(body, 0, body.length);
        String go = tools + ",\"previous_response_id\":\"" + read.path("id").asString()
                + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"42\"}]}";
        post("/v1/responses", "{\"model\":\"anthropic/c\"" + go);
        assertThat(upstream.last().text()).doesNotContain("bWluaQ==");
        post("/v1/responses", "{\"model\":\"minimax/MiniMax-M2\"" + go);
        assertThat(upstream.last().text()).contains("\"signature\":\"bWluaQ==\"");
    }
}
