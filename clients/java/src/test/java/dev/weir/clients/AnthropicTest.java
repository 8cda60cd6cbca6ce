package dev.weir.clients;

import static dev.weir.clients.Failures.failure;
import static dev.weir.clients.Messages.calls;
import static dev.weir.clients.Messages.stop;
import static dev.weir.clients.Messages.text;
import static dev.weir.clients.Messages.thinking;
import static dev.weir.clients.Messages.withTools;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponse;
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
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.models.ModelInfo;
import dev.weir.clients.Sample.River;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The official Anthropic SDK, Messages.
@Sdk(name = "anthropic-java", version = "anthropic.version", model = "claude-sim")
class AnthropicTest implements Suite {
    private final Messages to;

    AnthropicTest(Target target) {
        to = new Messages(target);
    }

    @Override
    public Target target() {
        return to.target();
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

    @Test
    void modelsList() {
        var listed = to.sdk().models().list();
        assertThat(listed.items()).isNotEmpty().allSatisfy(ModelInfo::validate);
        var first = listed.items().getFirst().id();
        assertThat(to.sdk().models().retrieve(first).id()).isEqualTo(first);
    }

    @Test
    void plain() {
        var answer = to.ask(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(stop(answer)).isEqualTo("end_turn");
        answer.validate();
    }

    @Test
    void asynchronous() throws Exception {
        var sdk = to.sdk().async().messages();
        var request = to.request(SAY).build();
        assertThat(text(sdk.create(request).get(20, TimeUnit.SECONDS))).isEqualTo(SAID);
        var accumulator = MessageAccumulator.create();
        var stream = sdk.createStreaming(request).subscribe(accumulator::accumulate);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(text(accumulator.message())).isEqualTo(SAID);
    }

    /// The older version, and the older header for the key.
    @Test
    @DisplayName("api-version-2023")
    void apiVersion2023() {
        var sdk = to.sdk()
                .withOptions(options -> options.replaceHeaders("anthropic-version", "2023-06-01")
                        .removeHeaders("Authorization")
                        .replaceHeaders("x-api-key", to.target().key()));
        assertThat(text(sdk.messages().create(to.request(SAY).build()))).isEqualTo(SAID);
    }

    @Test
    void stream() {
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

    @Test
    void streamHelper() {
        var answer = to.accumulated(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(stop(answer)).isEqualTo("end_turn");
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(answer.usage().outputTokens()).isPositive();
    }

    @Test
    void usage() {
        var usage = to.ask(to.request(SAY)).usage();
        assertThat(usage.inputTokens()).isPositive();
        assertThat(usage.outputTokens()).isPositive();
    }

    @Test
    void multiTurn() throws Exception {
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
        to.target().sawTurns(mark);
    }

    @Test
    void countTokens() {
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

    @Test
    @DisplayName("thinking")
    void thinks() {
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
    @Test
    void thinkingTools() {
        var first = to.ask(withTools(thinking(to.request(TWO_CALLS))));
        var second = to.accumulated(withTools(thinking(to.request(TWO_CALLS))));
        for (var answer : List.of(first, second)) {
            checkCalls(answer);
            var request = to.followedByResults(withTools(thinking(to.request(TWO_CALLS))), answer);
            assertThat(text(to.ask(request))).contains("result-weather", "result-time");
        }
    }

    @Test
    void parallelTools() {
        checkCalls(to.ask(withTools(to.request(TWO_CALLS))));
    }

    @Test
    void streamTools() {
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

    @Test
    void toolChoice() {
        var named = withTools(to.request("What time is it in Paris?")).toolToolChoice("time");
        assertThat(calls(to.ask(named))).extracting(call -> call.name()).containsExactly("time");
        var none = withTools(to.request(TWO_CALLS))
                .toolChoice(ToolChoiceNone.builder().build());
        assertThat(calls(to.ask(none))).isEmpty();
    }

    @Test
    void streamHelperTools() {
        checkCalls(to.accumulated(withTools(to.request(TWO_CALLS))));
    }

    @Test
    void toolResults() {
        var first = to.ask(withTools(to.request(TWO_CALLS)));
        var answer = to.ask(to.followedByResults(withTools(to.request(TWO_CALLS)), first));
        assertThat(text(answer)).contains("result-weather", "result-time");
        assertThat(stop(answer)).isEqualTo("end_turn");
    }

    @Test
    void image() {
        var source = Base64ImageSource.builder()
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .data(Sample.PNG)
                .build();
        assertThat(text(to.ask(to.request(ContentBlockParam.ofImage(source))))).contains(Sample.SEEN_PNG);
    }

    @Test
    void document() {
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

    @Test
    void jsonSchema() {
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

    @Test
    void stopSequence() {
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

    @Test
    void maxTokens() {
        var answer = to.ask(
                to.request("Talk.").model(to.target().behaving("tokens=60")).maxTokens(16));
        assertThat(stop(answer)).isEqualTo("max_tokens");
        assertThat(answer.usage().outputTokens()).isLessThanOrEqualTo(16);
        assertThat(text(answer)).isNotEmpty();
    }

    @Test
    void refusal() {
        var answer = to.ask(to.request("[[refuse]]"));
        if (to.target().upstream().equals("cohere")) {
            assertThat(stop(answer)).isEqualTo("end_turn");
            throw new Unsupported("Cohere does not mark a refusal");
        }
        assertThat(stop(answer)).isEqualTo("refusal");
    }

    private static void check(AnthropicServiceException failure, int status, String type) {
        assertThat(failure.statusCode()).isEqualTo(status);
        assertThat(failure.type().orElseThrow().asString()).isEqualTo(type);
        assertThat(failure.apiMessage().orElseThrow()).isNotEmpty();
    }

    @Test
    void errorWrongKey() {
        var sdk = Messages.client(to.target(), "invalid-key", Duration.ofSeconds(20));
        var request = to.request("Hello").build();
        var failure = failure(UnauthorizedException.class, () -> sdk.messages().create(request));
        check(failure, 401, "authentication_error");
    }

    @Test
    void errorUnknownModel() {
        for (var model : List.of("no-such-model", to.target().sibling("no-such-model"))) {
            var failure = failure(
                    NotFoundException.class, () -> to.ask(to.request("Hello").model(model)));
            check(failure, 404, "not_found_error");
            assertThat(failure.apiMessage().orElseThrow()).contains("no-such-model");
            assertThat(failure.requestId()).isPresent();
        }
    }

    @Test
    void errorBadRequest() {
        var empty = to.request().messages(List.of());
        var hot = to.request("Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        var none = to.request("Hello").maxTokens(-1);
        for (var request : List.of(empty, hot, none)) {
            check(failure(BadRequestException.class, () -> to.ask(request)), 400, "invalid_request_error");
            check(failure(BadRequestException.class, () -> to.events(request)), 400, "invalid_request_error");
        }
    }

    @Test
    void errorRateLimit() {
        var request = to.request("Hello").model(to.target().behaving("fault=429"));
        check(failure(RateLimitException.class, () -> to.ask(request)), 429, "rate_limit_error");
        check(failure(RateLimitException.class, () -> to.events(request)), 429, "rate_limit_error");
    }

    @Test
    void errorOverloaded() {
        var fault = to.across() ? "fault=503" : "fault=529";
        var request = to.request("Hello").model(to.target().behaving(fault));
        check(failure(OverloadedException.class, () -> to.ask(request)), 529, "overloaded_error");
    }

    @Test
    void errorContextLength() {
        var request = to.request("Hello").model(to.target().behaving("fault=context-length"));
        var failure = failure(BadRequestException.class, () -> to.ask(request));
        check(failure, 400, "invalid_request_error");
        assertThat(failure.apiMessage().orElseThrow()).contains("prompt is too long");
    }

    @Test
    void errorInStream() {
        for (var fault : to.target().faultsInStream()) {
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

    @Test
    void cancelStream() throws Exception {
        var mark = Target.marker();
        var request = to.request(mark).model(to.target().behaving("tokens=400", "tps=20"));
        try (var stream = to.sdk().messages().createStreaming(request.build())) {
            assertThat(stream.stream().limit(4)).hasSize(4);
        }
        to.target().awaitAborted(mark);
    }

    @Test
    void cancelBeforeFirstToken() throws Exception {
        var sdk = Messages.client(to.target(), to.target().key(), Duration.ofMillis(700))
                .messages();
        var model = to.target().behaving("ttft=20s");
        Failures.givesUp(
                to.target(),
                AnthropicIoException.class,
                mark -> sdk.create(to.request(mark).model(model).build()),
                mark -> sdk.createStreaming(to.request(mark).model(model).build()).stream()
                        .forEach(_ -> {}));
    }
}
