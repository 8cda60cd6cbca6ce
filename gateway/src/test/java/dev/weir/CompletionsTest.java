package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

/// Legacy completions: as they are where the provider has them, as a chat of one message where that loses nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionsTest {
    private static final String CLAUDE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"water\"}],\"stop_reason\":\"end_turn\","
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(
                List.of(
                        TestGateway.endpoint("vllm", "vllm", upstream.url()),
                        TestGateway.endpoint("openai", "openai", upstream.url()),
                        TestGateway.endpoint("claude", "anthropic", upstream.url())),
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

    @Test
    void aHostThatCompletesGetsTheRequestAsItIs() throws Exception {
        String answered = "{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"b\",\"index\":0,"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}";
        upstream.answer(Script.json(200, answered));
        HttpResponse<String> answer = gateway.post(
                "/v1/completions", "{\"model\":\"vllm/m\",\"prompt\":[[1,2],[3]],\"best_of\": 2,\"echo\":true}");
        assertThat(answer.body()).isEqualTo(answered);
        assertThat(upstream.last().path()).isEqualTo("/v1/completions");
        assertThat(upstream.last().text())
                .isEqualTo("{\"model\":\"m\",\"prompt\":[[1,2],[3]],\"best_of\": 2,\"echo\":true}");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":2", "\"finish\":\"stop\"", "openai-completions");
    }

    @Test
    void aStreamGoesThroughAsItIs() throws Exception {
        String one = "data: {\"id\":\"c\",\"choices\":[{\"text\":\"b\",\"index\":0,\"finish_reason\":null}]}\n\n";
        String two = "data: {\"id\":\"c\",\"choices\":[{\"text\":\"\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
        upstream.answer(
                Script.stream().chunk(one).chunk(two + "data: [DONE]\n\n").last());
        HttpResponse<String> answer =
                gateway.post("/v1/completions", "{\"model\":\"vllm/m\",\"prompt\":\"a\",\"stream\":true}");
        assertThat(answer.body()).isEqualTo(one + two + "data: [DONE]\n\n");
    }

    @Test
    void aModelThatOnlyChatsIsAskedInAChatOfOneMessage() throws Exception {
        upstream.answer(Script.json(200, CLAUDE));
        HttpResponse<String> answer =
                gateway.post("/v1/completions", "{\"model\":\"claude/m\",\"prompt\":\"what?\",\"max_tokens\":9}");
        assertThat(answer.body())
                .contains("\"object\":\"text_completion\"", "\"text\":\"water\"", "\"finish_reason\":\"stop\"");
        assertThat(upstream.last().text()).contains("what?", "\"max_tokens\":9", "\"role\":\"user\"");
    }

    @Test
    void aStreamOfAChatIsOneOfACompletion() throws Exception {
        upstream.answer(Script.stream()
                .chunk(
                        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n")
                .chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"wa\"}}]}\n\n")
                .chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n")
                .chunk("data: [DONE]\n\n")
                .last());
        HttpResponse<String> answer =
                gateway.post("/v1/completions", "{\"model\":\"openai/gpt-4o\",\"prompt\":\"a\",\"stream\":true}");
        assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
        assertThat(answer.body())
                .contains("\"object\":\"text_completion\"", "\"text\":\"wa\"", "\"finish_reason\":\"length\"")
                .doesNotContain("delta")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void anOldModelOfOpenAisCompletes() throws Exception {
        upstream.answer(Script.json(200, "{\"choices\":[{\"text\":\"b\",\"finish_reason\":\"stop\"}]}"));
        gateway.post("/v1/completions", "{\"model\":\"openai/gpt-3.5-turbo-instruct\",\"prompt\":\"a\"}");
        assertThat(upstream.last().path()).isEqualTo("/v1/completions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prompt\":[\"a\",\"b\"]",
                "\"prompt\":[1,2]",
                "\"prompt\":[[1,2]]",
                "\"prompt\":\"a\",\"suffix\":\"z\"",
                "\"prompt\":\"a\",\"echo\":true",
                "\"prompt\":\"a\",\"best_of\":2",
                "\"prompt\":\"a\",\"logprobs\":3"
            })
    void whatAChatCannotDoIsRefusedAndSaysWhatToDo(String fields) throws Exception {
        HttpResponse<String> answer = gateway.post("/v1/completions", "{\"model\":\"claude/m\"," + fields + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("unsupported_parameter", "/v1/chat/completions");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRequestWithoutAPromptIsRefused() throws Exception {
        HttpResponse<String> answer = gateway.post("/v1/completions", "{\"model\":\"claude/m\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Missing required parameter: 'prompt'");
    }
}
