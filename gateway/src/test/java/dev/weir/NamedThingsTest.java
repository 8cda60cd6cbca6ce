package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Outbound;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files, containers and reasoning that a request names by their ids: whose they are, and where they live.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedThingsTest {
    private static final String FILE =
            "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"file-1\"}]}]";
    private static final String ANSWER = """
            {"id":"resp_1","object":"response","created_at":5,"model":"g","status":"completed","output":[
             {"id":"rs_1","type":"reasoning","summary":[]},
             {"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1","container_id":"cntr_1"},
             {"id":"msg_1","type":"message","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"hi","annotations":[]}]}],
             "usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}""";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        Endpoint openai = TestGateway.endpoint("openai", "openai", upstream.url());
        Endpoint anthropic = TestGateway.endpoint("anthropic", "anthropic", upstream.url());
        gateway = TestGateway.start(TestGateway.config(
                List.of(openai, anthropic),
                List.of(TestGateway.virtual(
                        "smart", Deadlines.NONE, new Target(anthropic, "c"), new Target(openai, "g"))),
                TestGateway.keys("one", "two"),
                Outbound.DIRECT));
        upstream.answer(received -> Script.json(
                200, received.path().contains("files") ? "{\"id\":\"file-1\",\"object\":\"file\"}" : ANSWER));
        call("key-one", "/v1/files", "{\"a\":1}");
        ask("key-one", "openai/g", ",\"store\":false,\"input\":\"hi\"");
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> call(String key, String path, String body) throws Exception {
        return gateway.ask(key, "POST", path, body);
    }

    private HttpResponse<String> ask(String key, String model, String more) throws Exception {
        return call(key, "/v1/responses", "{\"model\":\"" + model + "\"" + more + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FILE,
                "\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_file\","
                        + "\"file_\\u0069d\":\"file-1\"}]}]",
                "\"input\":[{\"type\":\"computer_call_output\",\"call_id\":\"c\",\"output\":{\"type\":"
                        + "\"computer_screenshot\",\"file_id\":\"file-1\"}}]",
                "\"input\":\"go\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":\"cntr_1\"}]",
                "\"input\":\"go\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\","
                        + "\"file_ids\":[\"file-1\"]}}]",
                "\"input\":\"go\",\"tools\":[{\"type\":\"image_generation\",\"input_image_mask\":{\"file_id\":"
                        + "\"file-1\"}}]"
            })
    void anothersIsNotFoundAndOnesOwnGoesWhereItLives(String names) throws Exception {
        upstream.forget();
        HttpResponse<String> refused = ask("key-two", "openai/g", "," + names);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("not found");
        assertThat(upstream.received()).isEmpty();
        HttpResponse<String> own = ask("key-one", "smart", ",\"store\":false," + names);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"g\",\"store\":false," + names + "}");
        HttpResponse<String> elsewhere = ask("key-one", "anthropic/c", "," + names);
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("lives at `openai`");
    }

    @Test
    void reasoningWithoutAnythingButItsIdIsItsOwners() throws Exception {
        ask("key-one", "openai/g", ",\"input\":\"hi\"");
        upstream.forget();
        String named = ",\"input\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]},"
                + "{\"role\":\"user\",\"content\":\"So?\"}]";
        assertThat(ask("key-two", "openai/g", named).statusCode()).isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
        assertThat(ask("key-one", "smart", named).statusCode()).isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo("{\"model\":\"g\"" + named + "}");
        String plain = named.replace("\"summary\":[]", "\"summary\":[{\"type\":\"summary_text\",\"text\":\"x\"}]");
        assertThat(ask("key-two", "openai/g", plain).statusCode()).isEqualTo(200);
    }
}
