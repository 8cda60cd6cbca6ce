package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAiRejection requests get the error that the official API gives.
class RejectionsTest {
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static final String EVERYTHING = """
            {"model":"m","temperature":1,"n":1,"stop":["a"],"stream":true,"stream_options":{"include_usage":true},
            "logprobs":true,"top_logprobs":2,"seed":1,"logit_bias":{"5":1},"reasoning_effort":"low","top_k":4,
            "reasoning":{"effort":"low","max_tokens":5,"exclude":true,"enabled":true},
            "thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"},
            "extra_body":{"google":{"thinking_config":{"thinking_budget":5,"include_thoughts":true}}},
            "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{},"strict":true}},
            "tools":[{"type":"function","function":{"name":"f","parameters":{}},"cache_control":{"type":"ephemeral"}},
            {"type":"custom","custom":{"name":"g","format":{"type":"text"}}},{"google_search":{}},
            {"type":"web_search_20250305","name":"web_search"}],
            "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}},
            "functions":[{"name":"h"}],"function_call":{"name":"h"},"parallel_tool_calls":true,"web_search_options":{},
            "messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"5m"}},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
            {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
            {"type":"file","file":{"file_data":"AAAA","filename":"a.pdf","file_id":"f"}}]},
            {"role":"assistant","content":"b","refusal":"r","name":"n","audio":{"id":"a"},
            "reasoning_content":"t","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","format":"f","index":0}],
            "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],"images":[{"type":"image_url","image_url":{"url":"http://x"}}],
            "extra_content":{"google":{"thought_signature":"s"}},"function_call":{"name":"h","arguments":"{}"},
            "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]},
            {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"5"}]},{"role":"function","name":"h","content":"5"}]}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nope", "{\"model\":\"m\",}", "{\"model\":\"m\"} x"})
    void brokenJsonIsSaidToBe(String body) {
        Failure.BadRequest failure = rejected(body);
        assertThat(failure.message()).startsWith("We could not parse the JSON body of your request.");
        assertThat(failure.param()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true"})
    void bodyMustBeAnObject(String body) {
        assertThat(rejected(body).message()).startsWith("Invalid type for the request: expected an object.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            "messages":[{"role":"user","content":"hi"}] | model | - | you must provide a model parameter
            "model":"","messages":[] | model | - | you must provide a model parameter
            "model":5 | model | invalid_type | Invalid type for 'model': expected a string, but got an integer instead.
            "model":"m" | messages | missing_required_parameter | Missing required parameter: 'messages'.
            "model":"m","messages":"hi" | messages | invalid_type | Invalid type for 'messages': expected an array of objects, but got a string instead.
            "model":"m","messages":[] | messages | empty_array | Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.
            "model":"m","messages":["hi"] | messages[0] | invalid_type | Invalid type for 'messages[0]': expected an object, but got a string instead.
            "model":"m","messages":[{"content":"hi"}] | messages[0].role | missing_required_parameter | Missing required parameter: 'messages[0].role'.
            "model":"m","messages":[{"role":"model","content":"hi"}] | messages[0].role | invalid_value | Invalid value: 'model'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.
            "model":"m","messages":[{"role":"user"}] | messages[0].content | missing_required_parameter | Missing required parameter: 'messages[0].content'.
            "model":"m","messages":[{"role":"user","content":null}] | messages[0].content | invalid_type | Invalid type for 'messages[0].content': expected one of a string or array of objects, but got null instead.
            "model":"m","messages":[{"role":"user","content":{"a":1}}] | messages[0].content | invalid_type | Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an object instead.
            "model":"m","messages":[{"role":"user","content":[{"text":"hi"}]}] | messages[0].content[0].type | missing_required_parameter | Missing required parameter: 'messages[0].content[0].type'.
            "model":"m","messages":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}] | messages[0].content[0].type | invalid_value | Invalid value: 'input_text'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.
            "model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":5}]}] | messages[0].content[0].image_url | invalid_type | Invalid type for 'messages[0].content[0].image_url': expected an object, but got an integer instead.
            "model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"cat.png"}}]}] | messages[0].content[0].image_url.url | invalid_value | Invalid 'messages[0].content[0].image_url.url'. Expected a valid URL
            "model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,abc"}}]}] | messages[0].content[0].image_url.url | invalid_value | Invalid 'messages[0].content[0].image_url.url'. Expected a base64-encoded data URL
            "model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,a*c="}}]}] | messages[0].content[0].image_url.url | invalid_value | Invalid 'messages[0].content[0].image_url.url'. Expected base64-encoded data
            "model":"m","messages":[{"role":"user","content":[{"type":"file","file":{}}]}] | messages[0].content[0].file.file_id | missing_required_parameter | Missing required parameter
            "model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA"}}]}] | messages[0].content[0].input_audio.format | missing_required_parameter | Missing required parameter
            "model":"m","messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"http://x/y.png"}}]}] | messages[0] | invalid_value | Invalid 'messages[0]'. Image URLs are only allowed for messages with role 'user', but this message with role 'system' contains an image URL.
            "model":"m","messages":[{"role":"tool","content":"5"}] | messages[0].tool_call_id | missing_required_parameter | Missing required parameter: 'messages[0].tool_call_id'.
            "model":"m","messages":[{"role":"tool","content":"5","tool_call_id":"c1"}] | messages[0].role | - | Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.
            "model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"hi"}] | messages | - | An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c1
            "model":"m","messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]}] | messages[0].tool_calls[0].id | missing_required_parameter | Missing required parameter
            "model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":{}}}]}] | messages[0].tool_calls[0].function.arguments | invalid_type | Invalid type for 'messages[0].tool_calls[0].function.arguments': expected a string, but got an object instead.
            "model":"m","messages":[{"role":"assistant"}] | messages[0].content | missing_required_parameter | Missing required parameter
            """)
    void messagesAreCheckedAsTheApiDoes(String fields, String param, @Nullable String code, String message) {
        expect("{" + fields + "}", param, code, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            "temperature":"hot" | temperature | invalid_type | Invalid type for 'temperature': expected a decimal, but got a string instead.
            "temperature":2.5 | temperature | decimal_above_max_value | Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.5 instead.
            "top_p":-0.5 | top_p | decimal_below_min_value | Invalid 'top_p': decimal below minimum value. Expected a value >= 0, but got -0.5 instead.
            "n":0 | n | integer_below_min_value | Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.
            "n":129 | n | integer_above_max_value | Invalid 'n': integer above maximum value. Expected a value <= 128, but got 129 instead.
            "n":1.5 | n | invalid_type | Invalid type for 'n': expected an integer, but got a decimal instead.
            "max_tokens":0 | max_tokens | integer_below_min_value | Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.
            "max_tokens":5,"max_completion_tokens":6 | - | invalid_parameter_combination | Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.
            "top_logprobs":2 | top_logprobs | - | The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.
            "stop":5 | stop | invalid_type | Invalid type for 'stop': expected one of a string or an array of strings, but got an integer instead.
            "stop":["a",1] | stop[1] | invalid_type | Invalid type for 'stop[1]': expected a string, but got an integer instead.
            "stream":"yes" | stream | invalid_type | Invalid type for 'stream': expected a boolean, but got a string instead.
            "stream_options":{"include_usage":true} | stream_options | - | The 'stream_options' parameter is only allowed when 'stream' is enabled.
            "reasoning_effort":"huge" | reasoning_effort | invalid_value | Invalid value: 'huge'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and 'max'.
            "response_format":{"type":"xml"} | response_format.type | invalid_value | Invalid value: 'xml'. Supported values are: 'json_object', 'json_schema', and 'text'.
            "response_format":{"type":"json_schema"} | response_format.json_schema | missing_required_parameter | Missing required parameter: 'response_format.json_schema'.
            "response_format":{"type":"json_schema","json_schema":{"schema":{}}} | response_format.json_schema.name | missing_required_parameter | Missing required parameter: 'response_format.json_schema.name'.
            "tools":{} | tools | invalid_type | Invalid type for 'tools': expected an array, but got an object instead.
            "tools":[{"name":"f"}] | tools[0].type | missing_required_parameter | Missing required parameter: 'tools[0].type'.
            "tools":[{"type":"plugin"}] | tools[0].type | invalid_value | Invalid value: 'plugin'. Supported values are: 'function' and 'custom'.
            "tools":[{"type":"function"}] | tools[0].function | missing_required_parameter | Missing required parameter: 'tools[0].function'.
            "tools":[{"type":"function","function":{}}] | tools[0].function.name | missing_required_parameter | Missing required parameter: 'tools[0].function.name'.
            "tool_choice":"required" | tool_choice | - | Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.
            "tool_choice":"sometimes" | tool_choice | invalid_value | Invalid value: 'sometimes'. Supported values are: 'none', 'auto', and 'required'.
            "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}} | tool_choice | - | Tool choice 'g' not found in 'tools' parameter.
            "thinking":{"type":"enabled","budget_tokens":0} | thinking.budget_tokens | integer_below_min_value | Invalid 'thinking.budget_tokens': integer below minimum value.
            """)
    void settingsAreCheckedAsTheApiDoes(String fields, @Nullable String param, @Nullable String code, String message) {
        expect("{\"model\":\"m\"," + USER + "," + fields + "}", param, code, message);
    }

    @Test
    void everyFieldAtOnceIsAccepted() {
        byte[] body = EVERYTHING.getBytes(StandardCharsets.UTF_8);
        assertThat(new ChatClientCodec().decode(body, Asked.NOTHING)).isInstanceOf(Decoded.Accepted.class);
    }

    /// Whatever is put in the place of any value of a request, it is accepted or rejected, and nothing is thrown.
    @Property(tries = 1500)
    void nothingIsThrownWhateverStandsAnywhere(
            @ForAll @IntRange(max = 10_000) int where, @ForAll("values") JsonNode value) {
        JsonNode request = Objects.requireNonNull(Json.readOrNull(EVERYTHING));
        List<Runnable> places = new ArrayList<>();
        places(request, value, places);
        places.get(where % places.size()).run();
        assertThat(new ChatClientCodec().decode(Json.bytes(request), Asked.NOTHING))
                .isNotNull();
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return Arbitraries.of(
                        "null",
                        "true",
                        "-1",
                        "1.5",
                        "9e99",
                        "\"\"",
                        "\"x\"",
                        "\"data:\"",
                        "[]",
                        "{}",
                        "[[]]",
                        "[{}]",
                        "[null]")
                .map(text -> Objects.requireNonNull(Json.readOrNull(text)));
    }

    private static void places(JsonNode node, JsonNode value, List<Runnable> out) {
        switch (node) {
            case ObjectNode object ->
                object.forEachEntry((name, child) -> {
                    out.add(() -> object.set(name, value));
                    places(child, value, out);
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    int index = i;
                    out.add(() -> array.set(index, value));
                    places(array.get(i), value, out);
                }
            }
            default -> {}
        }
    }

    private static void expect(String body, @Nullable String param, @Nullable String code, String message) {
        Failure.BadRequest failure = rejected(body);
        assertThat(failure.message()).startsWith(message);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.code()).isEqualTo(code);
    }

    private static Failure.BadRequest rejected(String body) {
        Decoded decoded = new ChatClientCodec().decode(body.getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        return (Failure.BadRequest) ((Decoded.Rejected) decoded).failure();
    }
}
