package dev.weir.clients;

import static dev.weir.clients.Messages.calls;
import static dev.weir.clients.Messages.stop;
import static dev.weir.clients.Messages.text;
import static dev.weir.clients.Messages.thinking;
import static dev.weir.clients.Messages.withTools;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.Base64PdfSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.models.ModelInfo;
import dev.weir.clients.Sample.River;
import dev.weir.clients.Suite.Feature;
import dev.weir.clients.Suite.Unsupported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The official Anthropic SDK, Messages.
class AnthropicTest {

    @TestFactory
    Stream<DynamicContainer> features() {
        var version = System.getProperty("anthropic.version");
        return new Suite("anthropic-java", version, "claude-sim", target -> all(new Messages(target))).tests();
    }

    private static Map<String, Feature> all(Messages to) {
        Map<String, Feature> features = new LinkedHashMap<>();
        features.put("models-list", () -> modelsList(to));
        features.put("plain", () -> plain(to));
        features.put("asynchronous", () -> asynchronous(to));
        features.put("api-version-2023", () -> apiVersion2023(to));
        features.put("stream", () -> stream(to));
        features.put("stream-helper", () -> streamHelper(to));
        features.put("usage", () -> usage(to));
        features.put("multi-turn", () -> multiTurn(to));
        features.put("count-tokens", () -> countTokens(to));
        features.put("thinking", () -> thinks(to));
        features.put("thinking-tools", () -> thinkingTools(to));
        features.put("parallel-tools", () -> parallelTools(to));
        features.put("stream-tools", () -> streamTools(to));
        features.put("tool-choice", () -> toolChoice(to));
        features.put("stream-helper-tools", () -> streamHelperTools(to));
        features.put("tool-results", () -> toolResults(to));
        features.put("image", () -> image(to));
        features.put("document", () -> document(to));
        features.put("json-schema", () -> jsonSchema(to));
        features.put("stop-sequence", () -> stopSequence(to));
        features.put("max-tokens", () -> maxTokens(to));
        features.put("refusal", () -> refusal(to));
        features.put("error-wrong-key", () -> errorWrongKey(to));
        features.put("error-unknown-model", () -> errorUnknownModel(to));
        features.put("error-bad-request", () -> errorBadRequest(to));
        features.put("error-rate-limit", () -> errorRateLimit(to));
        features.put("error-overloaded", () -> errorOverloaded(to));
        features.put("error-context-length", () -> errorContextLength(to));
        features.put("error-in-stream", () -> errorInStream(to));
        features.put("cancel-stream", () -> cancelStream(to));
        features.put("cancel-before-first-token", () -> cancelBeforeFirstToken(to));
        return features;
    }

    private static void checkCalls(Message answer) {
        assertThat(stop(answer)).isEqualTo("tool_use");
        assertThat(calls(answer)).extracting(call -> call.name()).isEqualTo(Sample.TOOLS);
        assertThat(calls(answer))
                .extracting(call -> call._input().convert(Map.class))
                .isEqualTo(
                        Sample.CITIES.stream().map(city -> Map.of("city", city)).toList());
        assertThat(calls(answer))
                .extracting(call -> call.id())
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    private static void modelsList(Messages to) {
        var listed = to.sdk().models().list();
        assertThat(listed.items()).isNotEmpty().allSatisfy(ModelInfo::validate);
        var first = listed.items().getFirst().id();
        assertThat(to.sdk().models().retrieve(first).id()).isEqualTo(first);
    }

    private static void plain(Messages to) {
        var answer = to.ask(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(stop(answer)).isEqualTo("end_turn");
        answer.validate();
    }

    private static void asynchronous(Messages to) throws Exception {
        var sdk = to.sdk().async().messages();
        var request = to.request(SAY).build();
        assertThat(text(sdk.create(request).get(20, TimeUnit.SECONDS))).isEqualTo(SAID);
        var accumulator = MessageAccumulator.create();
        var stream = sdk.createStreaming(request).subscribe(accumulator::accumulate);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(text(accumulator.message())).isEqualTo(SAID);
    }

    /// The older version, and the older header for the key.
    private static void apiVersion2023(Messages to) {
        var sdk = to.sdk()
                .withOptions(options -> options.replaceHeaders("anthropic-version", "2023-06-01")
                        .removeHeaders("Authorization")
                        .replaceHeaders("x-api-key", to.target().key()));
        assertThat(text(sdk.messages().create(to.request(SAY).build()))).isEqualTo(SAID);
    }

    private static void stream(Messages to) {
        var events = to.events(to.request(SAY));
        assertThat(events).allSatisfy(RawMessageStreamEvent::validate);
        assertThat(events.getFirst().isMessageStart()).isTrue();
        assertThat(events.getLast().isMessageStop()).isTrue();
        assertThat(words(events)).isEqualTo(SAID);
        var ends = events.stream().flatMap(event -> event.messageDelta().stream());
        assertThat(ends.toList().getLast().usage().outputTokens()).isPositive();
    }

    private static String words(List<RawMessageStreamEvent> events) {
        return events.stream()
                .flatMap(event -> event.contentBlockDelta().stream())
                .flatMap(event -> event.delta().text().stream())
                .map(delta -> delta.text())
                .collect(Collectors.joining());
    }

    private static void streamHelper(Messages to) {
        var answer = to.accumulated(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(stop(answer)).isEqualTo("end_turn");
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(answer.usage().outputTokens()).isPositive();
    }

    private static void usage(Messages to) {
        var usage = to.ask(to.request(SAY)).usage();
        assertThat(usage.inputTokens()).isPositive();
        assertThat(usage.outputTokens()).isPositive();
    }

    private static void multiTurn(Messages to) throws Exception {
        var mark = Target.marker();
        var system = TextBlockParam.builder()
                .text("Answer briefly. " + mark + "-system")
                .cacheControl(CacheControlEphemeral.builder().build())
                .build();
        var request = to.request()
                .systemOfTextBlockParams(List.of(system))
                .addUserMessage(mark + "-first")
                .addAssistantMessageOfContentBlockParams(List.of(ContentBlockParam.ofText(mark + "-answer")))
                .addUserMessage(mark + "-second [[say: second]]");
        assertThat(text(to.ask(request))).isEqualTo("second");
        var body = to.target().requestsWith(mark).getLast().path("body").asString();
        assertThat(body).contains(mark + "-system");
        assertThat(body).containsSubsequence(mark + "-first", mark + "-answer", mark + "-second");
    }

    private static void countTokens(Messages to) {
        var request = MessageCountTokensParams.builder()
                .model(to.target().model())
                .addUserMessage("How long is this?")
                .build();
        try (var response = to.sdk().messages().withRawResponse().countTokens(request)) {
            assertThat(response.parse().inputTokens()).isPositive();
            assertThat(response.headers().values("x-weir-estimate"))
                    .isEqualTo(to.across() ? List.of("tokens") : List.of());
        }
    }

    private static void thinks(Messages to) {
        var request = thinking(to.request(SAY));
        try (var response = to.sdk().messages().withRawResponse().create(request.build())) {
            var answer = response.parse();
            assertThat(text(answer)).isEqualTo(SAID);
            if (to.target().upstream().equals("openai")) {
                throw to.target().lacks(losses(response), "/thinking", "shows no thoughts");
            }
            checkThought(answer);
        }
        var streamed = to.accumulated(request);
        checkThought(streamed);
        assertThat(text(streamed)).isEqualTo(SAID);
    }

    private static void checkThought(Message answer) {
        var thoughts = answer.content().stream()
                .flatMap(block -> block.thinking().stream())
                .toList();
        assertThat(thoughts).isNotEmpty();
        assertThat(thoughts).extracting(ThinkingBlock::signature).doesNotContain("");
    }

    /// Thoughts and whatever seals them go back as they came, and the provider takes them.
    private static void thinkingTools(Messages to) {
        var first = to.ask(withTools(thinking(to.request(TWO_CALLS))));
        var second = to.accumulated(withTools(thinking(to.request(TWO_CALLS))));
        for (var answer : List.of(first, second)) {
            checkCalls(answer);
            var request = to.followedByResults(withTools(thinking(to.request(TWO_CALLS))), answer);
            assertThat(text(to.ask(request))).contains("result-weather", "result-time");
        }
    }

    private static void parallelTools(Messages to) {
        checkCalls(to.ask(withTools(to.request(TWO_CALLS))));
    }

    private static void streamTools(Messages to) {
        var events = to.events(withTools(to.request(TWO_CALLS)));
        var begun = events.stream()
                .flatMap(event -> event.contentBlockStart().stream())
                .filter(event -> event.contentBlock().isToolUse())
                .toList();
        assertThat(begun)
                .extracting(event -> event.contentBlock().asToolUse().name())
                .isEqualTo(Sample.TOOLS);
        var arguments = begun.stream()
                .map(start -> events.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .filter(event -> event.index() == start.index())
                        .map(event -> event.delta().asInputJson().partialJson())
                        .collect(Collectors.joining()))
                .map(json -> Target.JSON.readTree(json).path("city").asString());
        assertThat(arguments).containsExactlyElementsOf(Sample.CITIES);
    }

    private static void toolChoice(Messages to) {
        var named = withTools(to.request("What time is it in Paris?")).toolToolChoice("time");
        assertThat(calls(to.ask(named))).extracting(call -> call.name()).containsExactly("time");
        var none = withTools(to.request(TWO_CALLS))
                .toolChoice(ToolChoiceNone.builder().build());
        assertThat(calls(to.ask(none))).isEmpty();
    }

    private static void streamHelperTools(Messages to) {
        checkCalls(to.accumulated(withTools(to.request(TWO_CALLS))));
    }

    private static void toolResults(Messages to) {
        var first = to.ask(withTools(to.request(TWO_CALLS)));
        var answer = to.ask(to.followedByResults(withTools(to.request(TWO_CALLS)), first));
        assertThat(text(answer)).contains("result-weather", "result-time");
        assertThat(stop(answer)).isEqualTo("end_turn");
    }

    private static void image(Messages to) {
        var source = Base64ImageSource.builder()
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .data(Sample.PNG)
                .build();
        assertThat(text(to.ask(to.request(ContentBlockParam.ofImage(source))))).contains(Sample.SEEN_PNG);
    }

    private static void document(Messages to) {
        var source = Base64PdfSource.builder().data(Sample.PDF).build();
        var request = to.request(ContentBlockParam.ofDocument(source)).build();
        try (var response = to.sdk().messages().withRawResponse().create(request)) {
            var answer = response.parse();
            if (to.target().upstream().equals("cohere")) {
                throw to.target().lacks(losses(response), "/messages/0/content/0", "takes no documents of this kind");
            }
            assertThat(text(answer)).contains(Sample.SEEN_PDF);
        }
    }

    private static List<String> losses(HttpResponse response) {
        return response.headers().values("x-weir-loss");
    }

    private static void jsonSchema(Messages to) {
        var request = to.request("Describe a river.").outputConfig(River.class).build();
        var river = to.sdk()
                .messages()
                .create(request)
                .content()
                .getFirst()
                .asText()
                .text();
        assertThat(river.name).isNotNull();
        assertThat(river.countries).isNotNull();
    }

    private static void stopSequence(Messages to) {
        var request = to.request("[[say: one two HALT three]]")
                .addStopSequence("HALT")
                .build();
        var upstream = to.target().upstream();
        try (var response = to.sdk().messages().withRawResponse().create(request)) {
            var answer = response.parse();
            if (upstream.equals("responses")) {
                throw to.target().lacks(losses(response), "/stop_sequences", "has no stop sequences");
            }
            assertThat(text(answer).trim()).isEqualTo("one two");
            if (List.of("openai", "gemini").contains(upstream)) {
                assertThat(stop(answer)).isEqualTo("end_turn");
                throw new Unsupported(
                        to.target().maker() + " stops, and does not say that a stop sequence was the reason");
            }
            assertThat(stop(answer)).isEqualTo("stop_sequence");
            // Cohere does not say which one it was.
            assertThat(answer.stopSequence())
                    .isEqualTo(upstream.equals("cohere") ? Optional.empty() : Optional.of("HALT"));
        }
    }

    private static void maxTokens(Messages to) {
        var answer = to.ask(
                to.request("Talk.").model(to.target().behaving("tokens=60")).maxTokens(16));
        assertThat(stop(answer)).isEqualTo("max_tokens");
        assertThat(answer.usage().outputTokens()).isLessThanOrEqualTo(16);
        assertThat(text(answer)).isNotEmpty();
    }

    private static void refusal(Messages to) {
        var answer = to.ask(to.request("[[refuse]]"));
        if (to.target().upstream().equals("cohere")) {
            assertThat(stop(answer)).isEqualTo("end_turn");
            throw new Unsupported("Cohere does not mark a refusal");
        }
        assertThat(stop(answer)).isEqualTo("refusal");
    }

    private static <E extends AnthropicException> E failure(Class<E> kind, Runnable call) {
        var failure = catchThrowable(call::run);
        assertThat(failure).isInstanceOf(kind);
        return kind.cast(failure);
    }

    private static void check(AnthropicServiceException failure, int status, String type) {
        assertThat(failure.statusCode()).isEqualTo(status);
        assertThat(failure.type().orElseThrow().asString()).isEqualTo(type);
        assertThat(failure.apiMessage().orElseThrow()).isNotEmpty();
    }

    private static void errorWrongKey(Messages to) {
        var sdk = Messages.client(to.target(), "invalid-key", Duration.ofSeconds(20));
        var request = to.request("Hello").build();
        var failure = failure(UnauthorizedException.class, () -> sdk.messages().create(request));
        check(failure, 401, "authentication_error");
    }

    private static void errorUnknownModel(Messages to) {
        for (var model : List.of("no-such-model", to.target().sibling("no-such-model"))) {
            var failure = failure(
                    NotFoundException.class, () -> to.ask(to.request("Hello").model(model)));
            check(failure, 404, "not_found_error");
            assertThat(failure.apiMessage().orElseThrow()).contains("no-such-model");
            assertThat(failure.requestId()).isPresent();
        }
    }

    private static void errorBadRequest(Messages to) {
        var empty = to.request().messages(List.of());
        var hot = to.request("Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        var none = to.request("Hello").maxTokens(-1);
        for (var request : List.of(empty, hot, none)) {
            check(failure(BadRequestException.class, () -> to.ask(request)), 400, "invalid_request_error");
            check(failure(BadRequestException.class, () -> to.events(request)), 400, "invalid_request_error");
        }
    }

    private static void errorRateLimit(Messages to) {
        var request = to.request("Hello").model(to.target().behaving("fault=429"));
        check(failure(RateLimitException.class, () -> to.ask(request)), 429, "rate_limit_error");
        check(failure(RateLimitException.class, () -> to.events(request)), 429, "rate_limit_error");
    }

    private static void errorOverloaded(Messages to) {
        var fault = to.across() ? "fault=503" : "fault=529";
        var request = to.request("Hello").model(to.target().behaving(fault));
        check(failure(OverloadedException.class, () -> to.ask(request)), 529, "overloaded_error");
    }

    private static void errorContextLength(Messages to) {
        var request = to.request("Hello").model(to.target().behaving("fault=context-length"));
        var failure = failure(BadRequestException.class, () -> to.ask(request));
        check(failure, 400, "invalid_request_error");
        assertThat(failure.apiMessage().orElseThrow()).contains("prompt is too long");
    }

    private static void errorInStream(Messages to) {
        // Without a gateway a cut connection is no typed error.
        var faults =
                to.target().direct() ? List.of("error-event@20") : List.of("error-event@20", "cut@20", "truncate@20");
        for (var fault : faults) {
            var request = to.request("Hello").model(to.target().behaving("tokens=60", "tps=400", "fault=" + fault));
            List<RawMessageStreamEvent> received = new ArrayList<>();
            failure(AnthropicServiceException.class, () -> {
                try (var stream = to.sdk().messages().createStreaming(request.build())) {
                    stream.stream().forEach(received::add);
                }
            });
            assertThat(words(received)).isNotEmpty();
            assertThat(received).noneMatch(RawMessageStreamEvent::isMessageStop);
        }
    }

    private static void cancelStream(Messages to) throws Exception {
        var mark = Target.marker();
        var request = to.request(mark).model(to.target().behaving("tokens=400", "tps=20"));
        try (var stream = to.sdk().messages().createStreaming(request.build())) {
            assertThat(stream.stream().limit(4)).hasSize(4);
        }
        to.target().awaitAborted(mark);
    }

    private static void cancelBeforeFirstToken(Messages to) throws Exception {
        var sdk = Messages.client(to.target(), to.target().key(), Duration.ofMillis(700));
        List<Consumer<MessageCreateParams>> ways = new ArrayList<>();
        ways.add(request -> sdk.messages().create(request));
        ways.add(request -> {
            try (var stream = sdk.messages().createStreaming(request)) {
                stream.stream().forEach(_ -> {});
            }
        });
        for (var ask : ways) {
            var mark = Target.marker();
            var request =
                    to.request(mark).model(to.target().behaving("ttft=20s")).build();
            failure(AnthropicIoException.class, () -> ask.accept(request));
            to.target().awaitAborted(mark);
        }
    }
}
