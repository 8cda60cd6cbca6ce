package dev.weir.dialect.anthropic;

import static dev.weir.dialect.anthropic.Ask.extras;
import static dev.weir.dialect.anthropic.Ask.function;
import static dev.weir.dialect.anthropic.Ask.json;
import static dev.weir.dialect.anthropic.Ask.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Sampling;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolChoice.Mode;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.Encoded;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTest {
    private static final Tool WEATHER =
            function("weather", "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    private static final Tool TIME = function("time", null);

    private static Sampling sampling(@Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK) {
        return new Sampling(temperature, topP, topK, null, null, null, null);
    }

    private static Tool.Hosted hosted(Tool.Hosted.Kind kind, String dialect, String raw) {
        return new Tool.Hosted(kind, dialect, json(raw), Marks.NONE);
    }

    @Test
    void aPlainRequestIsPlain() {
        Encoded encoded = Ask.hello().encoded();
        assertThat(encoded.body()).isEqualTo(json("""
                {"model":"claude-x","max_tokens":100,
                 "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}"""));
        assertThat(encoded.losses()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void bothWaysOfStreamingAreOne(Delivery delivery, boolean streams) {
        ChatRequest asked = Ask.hello().request();
        ChatRequest request = new ChatRequest(
                asked.model(),
                asked.turns(),
                asked.tools(),
                asked.sampling(),
                asked.bounds(),
                asked.reasoning(),
                asked.output(),
                delivery,
                asked.extras());
        Encoded encoded = new MessagesProviderCodec().encode(request, Traits.UNKNOWN);
        assertThat(encoded.body().path("stream").asBoolean(false)).isEqualTo(streams);
    }

    static Stream<Arguments> deliveries() {
        return Stream.of(
                Arguments.of(Delivery.WHOLE, false),
                Arguments.of(Delivery.STREAM, true),
                Arguments.of(Delivery.STREAM_WITH_USAGE, true));
    }

    @Test
    void toolsHaveSchemasOfObjects() {
        Encoded encoded = Ask.hello()
                .with(
                        new ToolChoice.Unsaid(),
                        null,
                        new Tool.Function("a", "Does a.", json("{\"properties\":{}}"), false, Marks.NONE),
                        TIME,
                        new Tool.Custom("sql", "Runs SQL.", json("{\"type\":\"grammar\"}"), Marks.NONE))
                .encoded();
        assertThat(encoded.body().get("tools")).isEqualTo(json("""
                [{"name":"a","description":"Does a.","input_schema":{"type":"object","properties":{}},"strict":false},
                 {"name":"time","input_schema":{"type":"object","properties":{}}},
                 {"name":"sql","description":"Runs SQL.","input_schema":{"type":"object",
                   "properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}}]"""));
        assertThat(told(encoded))
                .containsExactly(
                        "ADDED /tools/0/function/parameters/type",
                        "ADDED /tools",
                        "COERCED /tools/2",
                        "DROPPED /tools/2/custom/format");
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of(new ToolChoice.Auto(), null, "{\"type\":\"auto\"}"),
                Arguments.of(new ToolChoice.None(), null, "{\"type\":\"none\"}"),
                Arguments.of(new ToolChoice.None(), false, "{\"type\":\"none\"}"),
                Arguments.of(new ToolChoice.Required(), null, "{\"type\":\"any\"}"),
                Arguments.of(new ToolChoice.Required(), false, "{\"type\":\"any\",\"disable_parallel_tool_use\":true}"),
                Arguments.of(new ToolChoice.Unsaid(), false, "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"),
                Arguments.of(new ToolChoice.Unsaid(), true, "{\"type\":\"auto\",\"disable_parallel_tool_use\":false}"),
                Arguments.of(
                        new ToolChoice.Named(Part.ToolKind.FUNCTION, "time"),
                        null,
                        "{\"type\":\"tool\",\"name\":\"time\"}"),
                Arguments.of(new ToolChoice.Allowed(Mode.AUTO, List.of("time")), null, "{\"type\":\"auto\"}"),
                Arguments.of(
                        new ToolChoice.Allowed(Mode.REQUIRED, List.of("time")),
                        null,
                        "{\"type\":\"tool\",\"name\":\"time\"}"),
                Arguments.of(
                        new ToolChoice.Allowed(Mode.REQUIRED, List.of("time", "weather")), null, "{\"type\":\"any\"}"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void everyToolChoiceHasItsWord(ToolChoice choice, @Nullable Boolean parallel, String expected) {
        Encoded encoded = Ask.hello().with(choice, parallel, WEATHER, TIME).encoded();
        assertThat(encoded.body().get("tool_choice")).isEqualTo(json(expected));
        int tools =
                choice instanceof ToolChoice.Allowed allowed ? allowed.names().size() : 2;
        assertThat(encoded.body().get("tools").size()).isEqualTo(tools);
        assertThat(told(encoded).contains("COERCED /tools/0")).isEqualTo(tools == 1);
    }

    @Test
    void aChoiceWithoutToolsIsTold() {
        Encoded encoded = Ask.hello().with(new ToolChoice.Required(), true).encoded();
        assertThat(encoded.body().has("tool_choice")).isFalse();
        assertThat(told(encoded)).containsExactly("DROPPED /tool_choice", "DROPPED /parallel_tool_calls");
    }

    static Stream<Arguments> hostedTools() {
        return Stream.of(
                Arguments.of(
                        hosted(Tool.Hosted.Kind.WEB_SEARCH, "openai-chat", """
                                {"search_context_size":"low","user_location":{"type":"approximate",
                                 "approximate":{"city":"Bern","country":"CH"}}}"""),
                        """
                        {"type":"web_search_20250305","name":"web_search",
                         "user_location":{"type":"approximate","city":"Bern","country":"CH"}}""",
                        List.of("RENAMED /web_search_options", "DROPPED /web_search_options/search_context_size")),
                Arguments.of(
                        hosted(Tool.Hosted.Kind.WEB_SEARCH, "openai-responses", """
                                {"type":"web_search","filters":{"allowed_domains":["x.org"]},
                                 "user_location":{"type":"approximate","timezone":"Europe/Zurich"}}"""), """
                        {"type":"web_search_20250305","name":"web_search","allowed_domains":["x.org"],
                         "user_location":{"type":"approximate","timezone":"Europe/Zurich"}}""", List.of("RENAMED /tools/0")),
                Arguments.of(
                        hosted(
                                Tool.Hosted.Kind.WEB_SEARCH,
                                "gemini",
                                "{\"googleSearch\":{\"excludeDomains\":[\"y.org\"],\"timeRangeFilter\":{\"a\":1}}}"),
                        """
                        {"type":"web_search_20250305","name":"web_search","blocked_domains":["y.org"]}""",
                        List.of("RENAMED /tools/0/googleSearch", "DROPPED /tools/0/googleSearch/timeRangeFilter")),
                Arguments.of(
                        hosted(Tool.Hosted.Kind.WEB_FETCH, "gemini", "{\"urlContext\":{}}"),
                        "{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}",
                        List.of("RENAMED /tools/0/urlContext")),
                Arguments.of(
                        hosted(
                                Tool.Hosted.Kind.CODE_EXECUTION,
                                "openai-responses",
                                "{\"type\":\"code_interpreter\",\"container\":\"c1\"}"),
                        "{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"}",
                        List.of("RENAMED /tools/0", "DROPPED /tools/0/container")),
                Arguments.of(
                        hosted(
                                Tool.Hosted.Kind.WEB_SEARCH,
                                MessagesProviderCodec.DIALECT,
                                "{\"type\":\"web_search_20260209\",\"name\":\"web_search\",\"max_uses\":3}"),
                        "{\"type\":\"web_search_20260209\",\"name\":\"web_search\",\"max_uses\":3}",
                        List.of()));
    }

    @ParameterizedTest
    @MethodSource("hostedTools")
    void hostedToolsSpeakAnthropicsWords(Tool.Hosted tool, String expected, List<String> losses) {
        Encoded encoded = Ask.hello().with(new ToolChoice.Unsaid(), null, tool).encoded();
        assertThat(encoded.body().at("/tools/0")).isEqualTo(json(expected));
        assertThat(told(encoded)).containsExactlyElementsOf(losses);
    }

    @Test
    void hostedToolsThatAnthropicLacksAreTold() {
        Encoded encoded = Ask.hello()
                .with(
                        new ToolChoice.Unsaid(),
                        null,
                        hosted(Tool.Hosted.Kind.FILE_SEARCH, "openai-responses", "{\"type\":\"file_search\"}"),
                        hosted(Tool.Hosted.Kind.OTHER, "gemini", "{\"googleMaps\":{}}"))
                .encoded();
        assertThat(encoded.body().has("tools")).isFalse();
        assertThat(told(encoded)).containsExactly("DROPPED /tools/0", "DROPPED /tools/1");
    }

    @Test
    void samplingIsForwardedWithinAnthropicsRange() {
        Encoded hot = Ask.hello().with(sampling(1.7, null, 5)).encoded();
        assertThat(hot.body().get("temperature").doubleValue()).isEqualTo(1);
        assertThat(hot.body().get("top_k").intValue()).isEqualTo(5);
        assertThat(told(hot)).containsExactly("COERCED /temperature");
        Encoded nucleus = Ask.hello().with(sampling(null, 0.5, null)).encoded();
        assertThat(nucleus.body().get("top_p").doubleValue()).isEqualTo(0.5);
        Encoded both = Ask.hello().with(sampling(0.2, 0.5, null)).encoded();
        assertThat(both.body().has("top_p")).isFalse();
        assertThat(told(both)).containsExactly("DROPPED /top_p");
        assertThat(Ask.hello().with(sampling(0.2, 1.0, null)).encoded().losses())
                .isEmpty();
    }

    @Test
    void aModelThatTakesNoSamplingIsNotAskedForAny() {
        Encoded encoded = Ask.hello().with(sampling(0.2, 0.5, 5)).encoded(Ask.adaptiveModel());
        assertThat(encoded.body().has("temperature")).isFalse();
        assertThat(encoded.body().has("top_p")).isFalse();
        assertThat(encoded.body().has("top_k")).isFalse();
        assertThat(told(encoded)).containsExactly("DROPPED /temperature", "DROPPED /top_p", "DROPPED /top_k");
        assertThat(Ask.hello()
                        .with(sampling(1.0, 1.0, null))
                        .encoded(Ask.adaptiveModel())
                        .losses())
                .isEmpty();
    }

    @Test
    void whatAnthropicDoesNotDoIsTold() {
        Encoded encoded = Ask.hello()
                .with(new Sampling(null, null, null, 0.5, -0.5, 42L, json("{\"50256\":-100}")))
                .with(new Bounds(100, List.of("END", "\n"), 3, 5))
                .encoded();
        assertThat(encoded.body().get("stop_sequences")).isEqualTo(json("[\"END\"]"));
        assertThat(told(encoded))
                .containsExactly(
                        "DROPPED /frequency_penalty",
                        "DROPPED /presence_penalty",
                        "DROPPED /seed",
                        "DROPPED /logit_bias",
                        "DROPPED /stop",
                        "DROPPED /n",
                        "DROPPED /top_logprobs");
        assertThat(Ask.hello()
                        .with(new Sampling(null, null, null, 0.0, 0.0, null, json("{}")))
                        .with(new Bounds(100, List.of(), 1, null))
                        .encoded()
                        .losses())
                .isEmpty();
    }

    @Test
    void aSchemaIsEnforcedAndKeepsItsName() {
        Encoded encoded = Ask.hello()
                .with(new OutputShape.JsonSchema(
                        "city",
                        "A city.",
                        json("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"),
                        true))
                .encoded();
        assertThat(encoded.body().get("output_config")).isEqualTo(json("""
                {"format":{"type":"json_schema","schema":{"type":"object","properties":{},
                 "additionalProperties":false,"title":"city","description":"A city."}}}"""));
        assertThat(told(encoded))
                .containsExactly(
                        "RENAMED /response_format/json_schema/name",
                        "RENAMED /response_format/json_schema/description");
    }

    @Test
    void whatCannotBeEnforcedIsAskedForInWords() {
        Encoded any = Ask.hello().with(new OutputShape.JsonObject()).encoded();
        assertThat(any.body().at("/system/0/text").stringValue()).contains("JSON object");
        assertThat(told(any)).containsExactly("COERCED /response_format");
        Traits unable = new Traits(
                null,
                null,
                Set.of(),
                Traits.Thinking.UNKNOWN,
                Support.UNKNOWN,
                Support.UNKNOWN,
                Support.NO,
                Traits.Prefill.UNKNOWN,
                Set.of(),
                Support.UNKNOWN);
        Encoded schema = Ask.hello()
                .with(new OutputShape.JsonSchema(null, null, json("{\"type\":\"object\"}"), null))
                .encoded(unable);
        assertThat(schema.body().has("output_config")).isFalse();
        assertThat(schema.body().at("/system/0/text").stringValue()).contains("{\"type\":\"object\"}");
        assertThat(told(schema)).containsExactly("COERCED /response_format");
    }

    static Stream<Arguments> extraFields() {
        return Stream.of(
                Arguments.of(
                        extras("openai-chat", "{\"user\":\"u1\",\"service_tier\":\"default\"}"),
                        "{\"metadata\":{\"user_id\":\"u1\"},\"service_tier\":\"standard_only\"}",
                        List.of("RENAMED /user", "RENAMED /service_tier")),
                Arguments.of(
                        extras(
                                "openai-chat",
                                "{\"user\":\"u1\",\"safety_identifier\":\"s1\",\"service_tier\":\"flex\"}"),
                        "{\"metadata\":{\"user_id\":\"s1\"}}",
                        List.of("RENAMED /safety_identifier", "DROPPED /user", "DROPPED /service_tier")),
                Arguments.of(
                        extras("openai-chat", "{\"metadata\":{\"user_id\":\"m1\",\"job\":\"j\"},\"store\":true}"),
                        "{\"metadata\":{\"user_id\":\"m1\"}}",
                        List.of("DROPPED /metadata/job", "DROPPED /store")),
                Arguments.of(
                        extras(
                                "openai-chat",
                                "{\"cache_control\":{\"type\":\"ephemeral\"},\"service_tier\":\"priority\"}"),
                        "{\"cache_control\":{\"type\":\"ephemeral\"},\"service_tier\":\"auto\"}",
                        List.of("COERCED /service_tier")),
                Arguments.of(
                        extras("gemini", "{\"safetySettings\":[{\"a\":1}]}"), "{}", List.of("DROPPED /safetySettings")),
                Arguments.of(
                        extras(
                                "gemini",
                                "{\"serviceTier\":\"standard\",\"generationConfig\":{\"responseModalities\":[\"TEXT\"],"
                                        + "\"imageConfig\":{\"aspectRatio\":\"1:1\"}}}"),
                        "{\"service_tier\":\"standard_only\"}",
                        List.of("RENAMED /serviceTier", "DROPPED /generationConfig/imageConfig/aspectRatio")),
                Arguments.of(
                        extras(
                                "gemini",
                                "{\"serviceTier\":\"priority\",\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]}}"),
                        "{\"service_tier\":\"auto\"}",
                        List.of("COERCED /serviceTier", "DROPPED /generationConfig/responseModalities")),
                Arguments.of(
                        extras(
                                MessagesProviderCodec.DIALECT,
                                "{\"container\":\"c1\",\"metadata\":{\"user_id\":\"u\"},\"speed\":\"fast\",\"model\":\"y\"}"),
                        "{\"container\":\"c1\",\"metadata\":{\"user_id\":\"u\"},\"speed\":\"fast\"}",
                        List.of("DROPPED /model")));
    }

    @ParameterizedTest
    @MethodSource("extraFields")
    void extrasAreMappedOrTold(Extras given, String expected, List<String> losses) {
        Encoded encoded = Ask.hello().with(given).encoded();
        var bare = Ask.hello().encoded().body();
        json(expected).forEachEntry(bare::set);
        assertThat(encoded.body()).isEqualTo(bare);
        assertThat(told(encoded)).containsExactlyElementsOf(losses);
    }

    @Test
    void extrasOfAnthropicJoinWhatTheRequestSays() {
        Encoded encoded = Ask.hello()
                .with(new OutputShape.JsonSchema(null, null, json("{\"type\":\"string\"}"), null))
                .with(extras(
                        MessagesProviderCodec.DIALECT,
                        "{\"output_config\":{\"task_budget\":{\"type\":\"tokens\",\"total\":9},\"format\":1}}"))
                .encoded();
        assertThat(encoded.body().get("output_config")).isEqualTo(json("""
                {"format":{"type":"json_schema","schema":{"type":"string"}},"task_budget":{"type":"tokens","total":9}}"""));
        assertThat(told(encoded)).containsExactly("DROPPED /output_config/format");
    }

    @Test
    void bodiesTellTheBetasThatTheyNeed() {
        var body = Ask.hello()
                .with(
                        new ToolChoice.Unsaid(),
                        null,
                        hosted(
                                Tool.Hosted.Kind.OTHER,
                                MessagesProviderCodec.DIALECT,
                                "{\"type\":\"advisor_20260301\",\"name\":\"advisor\"}"),
                        hosted(
                                Tool.Hosted.Kind.CODE_EXECUTION,
                                MessagesProviderCodec.DIALECT,
                                "{\"type\":\"code_execution_20260120\",\"name\":\"code_execution\"}"))
                .with(extras(MessagesProviderCodec.DIALECT, """
                        {"mcp_servers":[{"type":"url"}],"speed":"fast","thread":{"type":"create"},
                         "context_management":{"edits":[{"type":"compact_20260112"}]}}"""))
                .encoded()
                .body();
        assertThat(MessagesProviderCodec.betas(body))
                .containsExactly(
                        "advisor-tool-2026-03-01",
                        "compact-2026-01-12",
                        "context-management-2025-06-27",
                        "fast-mode-2026-02-01",
                        "mcp-client-2025-11-20",
                        "message-threads-2026-08-12");
        assertThat(new MessagesProviderCodec().headers(body))
                .containsEntry("anthropic-beta", String.join(",", MessagesProviderCodec.betas(body)));
        assertThat(new MessagesProviderCodec().headers(Ask.hello().encoded().body()))
                .isEmpty();
    }
}
