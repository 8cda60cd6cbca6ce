package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What the three dialects answer when all is well.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorTest {

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    @Test
    void theSameRequestGetsTheSameAnswer() throws Exception {
        String request = body("{'model':'gpt-sim','messages':[{'role':'user','content':'hello'}]}");

        JsonNode first = Json.read(caller.chat(request).body());
        JsonNode second = Json.read(caller.chat(request).body());

        assertThat(first.path("choices")).isEqualTo(second.path("choices"));
        assertThat(first.path("id")).isEqualTo(second.path("id"));
    }

    @Test
    void everyDialectSaysTheSameStreamedOrNot() throws Exception {
        String chat = Json.read(caller.chat(body("{'model':'gpt-sim','messages':[{'role':'user','content':'one'}]}"))
                        .body())
                .at("/choices/0/message/content")
                .stringValue();
        String streamed = Caller.events(caller.chat(
                                body("{'model':'gpt-sim','stream':true,'messages':[{'role':'user','content':'one'}]}"))
                        .body())
                .stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").stringValue(""))
                .collect(Collectors.joining());
        String message = Json.read(caller.messages(body(
                                "{'model':'claude-sim','max_tokens':99,'messages':[{'role':'user','content':'one'}]}"))
                        .body())
                .at("/content/0/text")
                .stringValue();
        List<JsonNode> chunks = Caller.events(caller.post(
                        "/v1beta/models/gemini-sim:streamGenerateContent?alt=sse",
                        body("{'contents':[{'role':'user','parts':[{'text':'one'}]}]}"))
                .body());
        String gemini = chunks.stream()
                .map(chunk -> chunk.at("/candidates/0/content/parts/0/text").stringValue(""))
                .collect(Collectors.joining());

        assertThat(chat).isNotBlank().isEqualTo(streamed).isEqualTo(message).isEqualTo(gemini);
    }

    @Test
    void directivesCallToolsInParallelAndResultsComeBackInTheText() throws Exception {
        String tools = "'tools':[{'type':'function','function':{'name':'weather','parameters':{'type':'object'}}}]";
        String user =
                "{'role':'user','content':'[[call: weather {\\\"city\\\":\\\"Rome\\\"}]] [[call: weather {\\\"a\\\":[[1]]}]]'}";

        JsonNode first = Json.read(caller.chat(body("{'model':'gpt-sim'," + tools + ",'messages':[" + user + "]}"))
                .body());
        JsonNode calls = first.at("/choices/0/message/tool_calls");
        assertThat(calls.size()).isEqualTo(2);
        assertThat(calls.at("/0/function/arguments").stringValue()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(calls.at("/1/function/arguments").stringValue()).isEqualTo("{\"a\":[[1]]}");
        assertThat(first.at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");

        String answered = Json.write(calls) + "}, {\"role\":\"tool\",\"tool_call_id\":" + calls.at("/0/id")
                + ",\"content\":\"sunny\"}, {\"role\":\"tool\",\"tool_call_id\":" + calls.at("/1/id")
                + ",\"content\":\"wet\"}";
        JsonNode second = Json.read(caller.chat(body("{'model':'gpt-sim'," + tools + ",'messages':[" + user + ",")
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":" + answered + "]}")
                .body());
        assertThat(second.at("/choices/0/message/content").stringValue())
                .isEqualTo("weather said: sunny\nweather said: wet");
    }

    @Test
    void whatWasReceivedIsRemembered() throws Exception {
        caller.chat(body("{'model':'gpt-sim','messages':[{'role':'user','content':'remember me'}]}"), "x-test", "yes");

        Received last = simulator.last().orElseThrow();

        assertThat(last.path()).isEqualTo("/v1/chat/completions");
        assertThat(last.header("x-test")).contains("yes");
        assertThat(last.body()).contains("remember me");
        assertThat(last.aborted()).isFalse();
        assertThat(caller.get("/sim/requests?last=1").body()).contains("remember me");
    }
}
