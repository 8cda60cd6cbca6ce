package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.chat.Loss;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What the built-in rows make of an OpenAI Chat request.
class RowEditsTest {
    private static final Catalog CATALOG = Catalog.builtIn();

    static Stream<Arguments> edits() {
        return Stream.of(
                edit(
                        "mistral mistral-large-latest",
                        "{'max_completion_tokens': 5, 'seed': 7, 'tool_choice': 'required', 'stream_options': {}}",
                        "{'max_tokens': 5, 'random_seed': 7, 'tool_choice': 'any'}"),
                edit(
                        "mistral mistral-large-latest",
                        "{'tool_choice': {'type': 'function'}, 'service_tier': 'flex', 'store': true}",
                        "{'tool_choice': {'type': 'function'}, 'service_tier': 'auto'}"),
                edit(
                        "deepseek deepseek-v4-pro",
                        "{'reasoning_effort': 'medium', 'messages': [{'role': 'developer'}, {'role': 'user'}]}",
                        "{'reasoning_effort': 'high', 'messages': [{'role': 'system'}, {'role': 'user'}]}"),
                edit(
                        "moonshotai kimi-k2.6",
                        "{'reasoning_effort': 'none', 'temperature': 0.3}",
                        "{'thinking': {'type': 'disabled'}}"),
                edit("moonshotai kimi-k3", "{'reasoning_effort': 'xhigh'}", "{'reasoning_effort': 'max'}"),
                edit("moonshotai moonshot-v1-8k", "{'temperature': 1.7}", "{'temperature': 1}"),
                edit(
                        "zai glm-4.7",
                        "{'reasoning_effort': 'low', 'thinking': {'clear_thinking': false}}",
                        "{'thinking': {'clear_thinking': false, 'type': 'enabled'}}"),
                edit("alibaba qwen3.7-plus", "{'reasoning_effort': 'none'}", "{'enable_thinking': false}"),
                edit("alibaba qwen3.7-plus", "{'reasoning_effort': 'high'}", "{'enable_thinking': true}"),
                edit("alibaba qwen3-coder-plus", "{'reasoning_effort': 'high'}", "{'reasoning_effort': 'high'}"),
                edit("groq x", "{'n': 3, 'logprobs': true}", "{'n': 1}"),
                edit("openai o3", "{'max_tokens': 9}", "{'max_completion_tokens': 9}"),
                edit("openai gpt-4o", "{'max_tokens': 9, 'unheard_of': [1]}", "{'max_tokens': 9, 'unheard_of': [1]}"),
                edit("xai grok-4", "{'stop': 'x', 'temperature': 1}", "{'temperature': 1}"),
                edit("cohere command-a", "{'reasoning_effort': 'low', 'n': 1}", "{'reasoning_effort': 'high'}"),
                edit(
                        "github-models openai/o3",
                        "{'max_tokens': 9, 'messages': [{'role': 'developer'}]}",
                        "{'max_completion_tokens': 9, 'messages': [{'role': 'developer'}]}"),
                edit("openrouter any/thing", "{'max_completion_tokens': 9}", "{'max_completion_tokens': 9}"));
    }

    private static Arguments edit(String target, String body, String edited) {
        return Arguments.of(target, body.replace('\'', '"'), edited.replace('\'', '"'));
    }

    private static BodyEdits edited(String target, String body) {
        var words = target.split(" ", -1);
        var surface = CATALOG.row(words[0]).orElseThrow().surfaces().stream()
                .filter(candidate -> candidate.dialect().equals("openai-chat"))
                .findFirst()
                .orElseThrow();
        return new BodyEdits(body.getBytes(StandardCharsets.UTF_8)).apply(surface.edits(words[1]));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void aRowsEditsAreDoneAndNothingElse(String target, String body, String expected) {
        var json = JsonMapper.shared();
        assertThat(json.readTree(edited(target, body).body())).isEqualTo(json.readTree(expected));
    }

    @Test
    void everyChangeIsNoted() {
        assertThat(edited(
                                "groq x",
                                "{\"n\": 3, \"logprobs\": true, \"messages\": [{\"role\": \"user\", \"name\": \"a\"}]}")
                        .changes())
                .extracting(Loss::path)
                .containsExactlyInAnyOrder("/n", "/logprobs", "/messages/*/name");
    }
}
