package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class AnswerTest {
    private static final Identity IDENTITY = new Identity("chatcmpl-1", 17, "gpt");
    private static final ChatClientCodec CODEC = new ChatClientCodec();
    private final List<Loss> losses = new ArrayList<>();

    @Test
    void plainAnswerHasTheOfficialForm() {
        Usage usage = new Usage(
                new Usage.Input(10, 4, 2, 1, 3, 0), new Usage.Output(5, 6, 0, 0), Usage.Source.REPORTED, null);
        ChatResponse response =
                new ChatResponse(new Head(null, null, null), List.of(choice(new Part.Text("hi"))), usage, List.of());
        assertThat(encoded(response)).isEqualTo(json("""
                {"id":"chatcmpl-1","object":"chat.completion","created":17,"model":"gpt","choices":[
                {"index":0,"message":{"role":"assistant","content":"hi","refusal":null},
                "logprobs":null,"finish_reason":"stop"}],
                "usage":{"prompt_tokens":20,"completion_tokens":11,"total_tokens":31,
                "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":6,"audio_tokens":0,
                "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}"""));
        assertThat(losses).isEmpty();
    }

    @Test
    void missingUsageIsAbsent() {
        assertThat(encoded(answer(new Part.Text("hi"))).has("usage")).isFalse();
    }

    @Test
    void contentIsNullWhenThereAreOnlyCalls() {
        JsonNode message = message(answer(
                new Part.ToolCall("c1", Part.ToolKind.FUNCTION, "f", "{ \"a\":1 }", Marks.of(new Seal("google", "s"))),
                new Part.ToolCall("c2", Part.ToolKind.CUSTOM, "g", "raw", Marks.NONE)));
        assertThat(message).isEqualTo(json("""
                {"role":"assistant","content":null,"refusal":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"f","arguments":"{ \\"a\\":1 }"},
                "extra_content":{"google":{"thought_signature":"s"}}},
                {"id":"c2","type":"custom","custom":{"name":"g","input":"raw"}}]}"""));
    }

    @ParameterizedTest
    @CsvSource({"CODE_POINTS, 3, 5, 5, 7", "UTF16, 4, 6, 5, 7", "UTF8_BYTES, 9, 11, 5, 7", ", , , 2, 8"})
    void citationsCountCharactersOfTheWholeContent(
            @Nullable Unit unit, @Nullable Integer from, @Nullable Integer to, int start, int end) {
        Span span = unit == null || from == null || to == null ? null : new Span(from, to, unit);
        Annotation annotation = new Annotation(span, "https://x", "X", null, Extras.NONE);
        // Two characters before; then a pair of surrogates (four bytes), one of three bytes, one of two.
        Part cited = new Part.Text("\uD83D\uDE00日äbcd", List.of(annotation), Marks.NONE);
        JsonNode citation = message(answer(new Part.Text("ab"), cited))
                .path("annotations")
                .path(0)
                .path("url_citation");
        assertThat(citation.path("start_index").asInt()).isEqualTo(start);
        assertThat(citation.path("end_index").asInt()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, stop, false", "STOP_SEQUENCE, stop, false", "MAX_TOKENS, length, false",
                "CONTEXT_FULL, length, false",
        "TOOL_CALLS, tool_calls, false", "REFUSED, content_filter, false", "PAUSED, stop, true", "OTHER, stop, true"
    })
    void everyStopHasAWord(Stop stop, String word, boolean loses) {
        Choice choice =
                new Choice(0, List.of(), new Finish(stop, "their_word", null, Extras.NONE), List.of(), Extras.NONE);
        JsonNode out = encoded(new ChatResponse(new Head("i", "m", 1L), List.of(choice), null, List.of()));
        assertThat(out.path("choices").path(0).path("finish_reason").asString()).isEqualTo(word);
        assertThat(losses.stream()
                        .anyMatch(loss -> loss.verdict() == Verdict.COERCED
                                && loss.reason().contains("their_word")))
                .isEqualTo(loses);
    }

    @Test
    void whatHasNoPlaceIsOnTheLossListAndNeverACall() {
        Extras at = new Extras("anthropic-messages", "/content/1", Map.of("x", json("1")));
        JsonNode message = message(answer(
                new Part.HostedCall("h1", "web_search", "{}", Marks.of(at)),
                new Part.HostedResult("h1", "web_search_tool_result", Json.array(), Part.Outcome.OK, Marks.NONE),
                new Part.Foreign("gemini", Json.object(), Marks.NONE),
                new Part.Text("done")));
        assertThat(message.has("tool_calls")).isFalse();
        assertThat(message.path("content").asString()).isEqualTo("done");
        assertThat(losses)
                .extracting(Loss::path)
                .containsExactly("/content/1", "/choices/0/parts/1", "/choices/0/parts/2");
        assertThat(losses).allMatch(loss -> loss.verdict() == Verdict.DROPPED);
    }

    @Test
    void picturesStandInImages() {
        Part picture =
                new Part.Media(Part.MediaKind.IMAGE, new Part.Source.Inline("AAAA"), "image/webp", null, Marks.NONE);
        assertThat(message(answer(picture)).path("images"))
                .isEqualTo(json("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/webp;base64,AAAA\"}}]"));
    }

    @Test
    void fieldsOfOurOwnDialectComeBackAndOthersAreReported() {
        ChatResponse response = new ChatResponse(
                new Head("i", "m", 1L),
                List.of(choice(new Part.Text("hi"))),
                null,
                List.of(
                        new Extras("openai-chat", "", Map.of("service_tier", json("\"default\""))),
                        new Extras("gemini", "/usageMetadata", Map.of("trafficType", json("\"ON_DEMAND\"")))));
        assertThat(encoded(response).path("service_tier").asString()).isEqualTo("default");
        assertThat(losses).extracting(Loss::path).containsExactly("/usageMetadata/trafficType");
    }

    @Test
    void streamIsWrittenAsTheOfficialOne() {
        List<Logprob> logprobs = List.of(new Logprob("Hi", -0.5, List.of(72, 105), List.of()));
        String stream = stream(
                Delivery.STREAM_WITH_USAGE,
                new StreamEvent.Started(new Head("chatcmpl-9", "gpt-5", 42L)),
                new StreamEvent.BlockStarted(0, 0, new BlockKind.TextBlock()),
                new StreamEvent.BlockDelta(0, 0, new Delta.Words("Hi \"you\"\n")),
                new StreamEvent.LogprobsAdded(0, logprobs),
                new StreamEvent.BlockEnded(0, 0),
                new StreamEvent.BlockStarted(0, 1, new BlockKind.ToolCallBlock("c1", Part.ToolKind.FUNCTION, "f")),
                new StreamEvent.BlockDelta(0, 1, new Delta.Args("{\"a\":")),
                new StreamEvent.BlockDelta(0, 1, new Delta.Args("1}")),
                new StreamEvent.BlockEnded(0, 1),
                new StreamEvent.ChoiceFinished(0, new Finish(Stop.TOOL_CALLS, "tool_use", null, Extras.NONE)),
                new StreamEvent.Metered(new Usage(
                        new Usage.Input(1, 0, 0, 0, 0, 0), new Usage.Output(2, 0, 0, 0), Usage.Source.REPORTED, null)),
                new StreamEvent.Ended());
        String head = "data: {\"id\":\"chatcmpl-9\",\"object\":\"chat.completion.chunk\",\"created\":42,"
                + "\"model\":\"gpt-5\",\"choices\":[";
        String open = ",\"finish_reason\":null}],\"usage\":null}\n\n";
        assertThat(stream)
                .isEqualTo(head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi \\\"you\\\"\\n\"}"
                        + open
                        + head
                        + "{\"index\":0,\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"Hi\",\"logprob\":-0.5,"
                        + "\"bytes\":[72,105],\"top_logprobs\":[]}],\"refusal\":null}" + open
                        + head
                        + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}" + open
                        + head + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                        + "{\"arguments\":\"{\\\"a\\\":\"}}]}" + open
                        + head + "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                        + "{\"arguments\":\"1}\"}}]}" + open
                        + head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}],\"usage\":null}\n\n"
                        + head + "],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0,\"audio_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                        + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}}\n\n"
                        + "data: [DONE]\n\n");
        assertThat(StrictFold.of(stream.getBytes(StandardCharsets.UTF_8)).isDone())
                .isTrue();
    }

    @Test
    void usageStaysAwayFromAStreamThatDidNotAskForIt() {
        String stream = stream(
                Delivery.STREAM,
                new StreamEvent.Started(new Head(null, null, null)),
                new StreamEvent.ChoiceFinished(0, new Finish(Stop.COMPLETE, null, null, Extras.NONE)),
                new StreamEvent.Metered(new Usage(
                        new Usage.Input(1, 0, 0, 0, 0, 0), new Usage.Output(2, 0, 0, 0), Usage.Source.REPORTED, null)),
                new StreamEvent.Ended());
        assertThat(stream)
                .doesNotContain("usage")
                .contains("\"id\":\"chatcmpl-1\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void laterChoiceIsHeldBackByTheRoleOfTheFirst() {
        String stream = stream(
                Delivery.STREAM,
                new StreamEvent.Started(new Head(null, null, null)),
                new StreamEvent.BlockStarted(1, 0, new BlockKind.TextBlock()),
                new StreamEvent.BlockDelta(1, 0, new Delta.Words("b")),
                new StreamEvent.BlockEnded(1, 0),
                new StreamEvent.BlockStarted(0, 0, new BlockKind.TextBlock()),
                new StreamEvent.BlockDelta(0, 0, new Delta.Words("a")),
                new StreamEvent.BlockEnded(0, 0),
                new StreamEvent.ChoiceFinished(1, new Finish(Stop.COMPLETE, null, null, Extras.NONE)),
                new StreamEvent.ChoiceFinished(0, new Finish(Stop.COMPLETE, null, null, Extras.NONE)),
                new StreamEvent.Ended());
        StrictFold fold = StrictFold.of(stream.getBytes(StandardCharsets.UTF_8));
        assertThat(fold.message(0).path("content").asString()).isEqualTo("a");
        assertThat(fold.message(1).path("content").asString()).isEqualTo("b");
        assertThat(fold.message(0).path("role").asString()).isEqualTo("assistant");
    }

    @Test
    void failedStreamEndsInAnErrorAndWithoutDone() {
        String stream = stream(
                Delivery.STREAM,
                new StreamEvent.Started(new Head(null, null, null)),
                new StreamEvent.Failed(new Failure.Truncated("the provider's stream broke off")),
                new StreamEvent.Ended());
        assertThat(stream)
                .isEqualTo(
                        "data: {\"error\":{\"message\":\"the provider's stream broke off\",\"type\":\"server_error\","
                                + "\"param\":null,\"code\":\"provider_stream_truncated\"}}\n\n");
    }

    static List<Arguments> failures() {
        Duration two = Duration.ofMillis(1500);
        return List.of(
                Arguments.of(new Failure.BadRequest("m", "n", "c"), 400, "invalid_request_error", "c", "{}"),
                Arguments.of(
                        new Failure.Unauthorised("m", null), 401, "invalid_request_error", "invalid_api_key", "{}"),
                Arguments.of(
                        new Failure.Forbidden("m"), 403, "invalid_request_error", "insufficient_permissions", "{}"),
                Arguments.of(
                        new Failure.NotFound("m", "model_not_found"),
                        404,
                        "invalid_request_error",
                        "model_not_found",
                        "{}"),
                Arguments.of(new Failure.TooLarge("m"), 413, "invalid_request_error", "request_too_large", "{}"),
                Arguments.of(
                        new Failure.RateLimited("m", two, null),
                        429,
                        "requests",
                        "rate_limit_exceeded",
                        "{retry-after=2, retry-after-ms=1500}"),
                Arguments.of(
                        new Failure.RateLimited("m", null, null),
                        429,
                        "requests",
                        "rate_limit_exceeded",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.RateLimited("m", Duration.ofHours(1), null),
                        429,
                        "requests",
                        "rate_limit_exceeded",
                        "{retry-after=3600, retry-after-ms=3600000, x-should-retry=false}"),
                Arguments.of(
                        new Failure.BudgetSpent("m", null),
                        429,
                        "insufficient_quota",
                        "insufficient_quota",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.ContentRefused("m", null), 400, "invalid_request_error", "content_filter", "{}"),
                Arguments.of(
                        new Failure.ContextTooLong("m"), 400, "invalid_request_error", "context_length_exceeded", "{}"),
                Arguments.of(
                        new Failure.Unsupported("m", "top_k"),
                        400,
                        "invalid_request_error",
                        "unsupported_parameter",
                        "{}"),
                Arguments.of(
                        new Failure.Overloaded("m", two),
                        503,
                        "server_error",
                        "provider_overloaded",
                        "{retry-after=2, retry-after-ms=1500, x-should-retry=false}"),
                Arguments.of(
                        new Failure.Broken("m", 500), 500, "server_error", "provider_error", "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Broken("m", 0), 502, "server_error", "provider_error", "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Broken("m", 200), 502, "server_error", "provider_error", "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Unreachable("m"),
                        502,
                        "server_error",
                        "provider_unreachable",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.ProviderAuth("m", 401),
                        502,
                        "server_error",
                        "provider_auth_failed",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.TimedOut("m", Failure.Phase.FIRST_TOKEN),
                        504,
                        "server_error",
                        "provider_timeout",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Truncated("m"),
                        502,
                        "server_error",
                        "provider_stream_truncated",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Cancelled("m"),
                        499,
                        "invalid_request_error",
                        "request_cancelled",
                        "{x-should-retry=false}"),
                Arguments.of(
                        new Failure.Internal("m"), 500, "server_error", "internal_error", "{x-should-retry=false}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasStatusBodyAndHeaders(Failure failure, int status, String type, String code, String headers) {
        ErrorReply reply = CODEC.error(failure);
        JsonNode error = json(reply.body()).path("error");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(error.path("message").asString()).isEqualTo("m");
        assertThat(error.path("type").asString()).isEqualTo(type);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.has("param")).isTrue();
        assertThat(new TreeMap<>(reply.headers())).hasToString(headers);
    }

    private static Choice choice(Part... parts) {
        return new Choice(
                0, List.of(parts), new Finish(Stop.COMPLETE, null, null, Extras.NONE), List.of(), Extras.NONE);
    }

    private static ChatResponse answer(Part... parts) {
        return new ChatResponse(new Head("i", "m", 1L), List.of(choice(parts)), null, List.of());
    }

    private JsonNode encoded(ChatResponse response) {
        byte[] bytes = CODEC.encode(response, IDENTITY, losses::add);
        return Json.read(bytes, 0, bytes.length);
    }

    private JsonNode message(ChatResponse response) {
        return encoded(response).path("choices").path(0).path("message");
    }

    private String stream(Delivery delivery, StreamEvent... events) {
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CODEC.encoder(IDENTITY, delivery, losses::add);
        for (StreamEvent event : events) {
            encoder.event(event, out);
        }
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text));
    }
}
