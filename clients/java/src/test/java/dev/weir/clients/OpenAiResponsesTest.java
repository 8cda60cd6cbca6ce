package dev.weir.clients;

import static dev.weir.clients.Responses.calls;
import static dev.weir.clients.Responses.deltas;
import static dev.weir.clients.Responses.followedByResults;
import static dev.weir.clients.Responses.results;
import static dev.weir.clients.Responses.status;
import static dev.weir.clients.Responses.text;
import static dev.weir.clients.Responses.turn;
import static dev.weir.clients.Responses.withTools;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage.Role;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputFile;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import com.openai.models.responses.ToolChoiceFunction;
import com.openai.models.responses.ToolChoiceOptions;
import dev.weir.clients.Sample.River;
import dev.weir.clients.Suite.Feature;
import dev.weir.clients.Suite.Unsupported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The official OpenAI SDK, Responses.
class OpenAiResponsesTest {

    @TestFactory
    Stream<DynamicContainer> features() {
        var version = System.getProperty("openai.version");
        return new Suite("openai-responses-java", version, "gpt-sim", target -> all(new Responses(target))).tests();
    }

    private static Map<String, Feature> all(Responses to) {
        Map<String, Feature> features = new LinkedHashMap<>();
        features.put("plain", () -> plain(to));
        features.put("asynchronous", () -> asynchronous(to));
        features.put("stream", () -> stream(to));
        features.put("stream-helper", () -> streamHelper(to));
        features.put("usage", () -> usage(to));
        features.put("multi-turn", () -> multiTurn(to));
        features.put("parallel-tools", () -> parallelTools(to));
        features.put("stream-tools", () -> streamTools(to));
        features.put("stream-helper-tools", () -> streamHelperTools(to));
        features.put("tool-choice", () -> toolChoice(to));
        features.put("tool-results", () -> toolResults(to));
        features.put("previous-response", () -> previousResponse(to));
        features.put("thinking-tools", () -> thinkingTools(to));
        features.put("image", () -> image(to));
        features.put("document", () -> document(to));
        features.put("json-schema", () -> jsonSchema(to));
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

    private static void checkUsage(ResponseUsage usage) {
        assertThat(usage.inputTokens()).isPositive();
        assertThat(usage.outputTokens()).isPositive();
        assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
    }

    private static void checkCalls(List<ResponseFunctionToolCall> calls) {
        assertThat(calls).extracting(ResponseFunctionToolCall::name).isEqualTo(Sample.TOOLS);
        assertThat(calls)
                .extracting(call ->
                        Target.JSON.readTree(call.arguments()).path("city").asString())
                .isEqualTo(Sample.CITIES);
        assertThat(calls)
                .extracting(ResponseFunctionToolCall::callId)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    private static void plain(Responses to) {
        var answer = to.ask(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(status(answer)).isEqualTo("completed");
        assertThat(answer.output()).hasSize(1).allMatch(ResponseOutputItem::isMessage);
        answer.validate();
    }

    private static void asynchronous(Responses to) throws Exception {
        var sdk = to.sdk().async().responses();
        var request = to.request(SAY).build();
        assertThat(text(sdk.create(request).get(20, TimeUnit.SECONDS))).isEqualTo(SAID);
        var accumulator = ResponseAccumulator.create();
        var stream = sdk.createStreaming(request).subscribe(accumulator::accumulate);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(text(accumulator.response())).isEqualTo(SAID);
    }

    private static void stream(Responses to) {
        var events = to.events(to.request(SAY));
        assertThat(events).allSatisfy(ResponseStreamEvent::validate);
        assertThat(events.getFirst().created()).isPresent();
        assertThat(deltas(events)).isEqualTo(SAID);
        assertThat(events.stream().flatMap(event -> event.outputTextDone().stream()))
                .extracting(event -> event.text())
                .containsExactly(SAID);
        var answer = events.getLast().completed().orElseThrow().response();
        assertThat(text(answer)).isEqualTo(SAID);
        checkUsage(answer.usage().orElseThrow());
    }

    private static void streamHelper(Responses to) {
        var answer = to.accumulated(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(status(answer)).isEqualTo("completed");
    }

    private static void usage(Responses to) {
        checkUsage(to.ask(to.request(SAY)).usage().orElseThrow());
    }

    private static void multiTurn(Responses to) throws Exception {
        var mark = Target.marker();
        var turns = List.of(
                turn(Role.USER, mark + "-first"),
                turn(Role.ASSISTANT, mark + "-answer"),
                turn(Role.USER, mark + "-second [[say: second]]"));
        assertThat(text(to.ask(to.request(turns).instructions("Answer briefly. " + mark + "-system"))))
                .isEqualTo("second");
        var body = to.target().requestsWith(mark).getLast().path("body").asString();
        assertThat(body).contains(mark + "-system");
        assertThat(body).containsSubsequence(mark + "-first", mark + "-answer", mark + "-second");
    }

    private static void parallelTools(Responses to) {
        checkCalls(calls(to.ask(withTools(to.request(TWO_CALLS)))));
    }

    private static void streamTools(Responses to) {
        var events = to.events(withTools(to.request(TWO_CALLS)));
        checkCalls(events.stream()
                .flatMap(event -> event.outputItemDone().stream())
                .flatMap(event -> event.item().functionCall().stream())
                .toList());
        checkCalls(calls(events.getLast().completed().orElseThrow().response()));
        var arguments = events.stream()
                .flatMap(event -> event.functionCallArgumentsDelta().stream())
                .map(event -> event.delta())
                .collect(Collectors.joining());
        assertThat(arguments).contains(Sample.CITIES);
    }

    private static void streamHelperTools(Responses to) {
        checkCalls(calls(to.accumulated(withTools(to.request(TWO_CALLS)))));
    }

    private static void toolChoice(Responses to) {
        var named = withTools(to.request("What time is it?"))
                .toolChoice(ToolChoiceFunction.builder().name("time").build());
        assertThat(calls(to.ask(named)))
                .extracting(ResponseFunctionToolCall::name)
                .containsExactly("time");
        var none = withTools(to.request(TWO_CALLS)).toolChoice(ToolChoiceOptions.NONE);
        assertThat(calls(to.ask(none))).isEmpty();
    }

    private static void toolResults(Responses to) {
        var turns = followedByResults(to.ask(withTools(to.request(TWO_CALLS))));
        var answer = to.ask(withTools(to.request(turns)));
        assertThat(text(answer)).contains("result-weather", "result-time");
        assertThat(deltas(to.events(withTools(to.request(turns))))).isEqualTo(text(answer));
    }

    private static void previousResponse(Responses to) {
        // The simulator gives the same conversation the same id, at whichever provider.
        var first = to.ask(withTools(to.request(TWO_CALLS + Target.marker())));
        var answer = to.ask(withTools(to.request(results(first))).previousResponseId(first.id()));
        assertThat(text(answer)).contains("result-weather", "result-time");
    }

    /// Reasoning and whatever seals it go back as they came, and the provider takes them.
    private static void thinkingTools(Responses to) {
        var first = to.ask(thinking(to, to.request(TWO_CALLS)));
        var second = to.accumulated(thinking(to, to.request(TWO_CALLS)));
        for (var answer : List.of(first, second)) {
            assertThat(answer.output()).anyMatch(ResponseOutputItem::isReasoning);
            checkCalls(calls(answer));
            var next = to.ask(thinking(to, to.request(followedByResults(answer))));
            assertThat(text(next)).contains("result-weather", "result-time");
        }
    }

    private static ResponseCreateParams.Builder thinking(Responses to, ResponseCreateParams.Builder request) {
        return withTools(request)
                .model(to.target().model() + "-thinking")
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.LOW)
                        .summary(Reasoning.Summary.AUTO)
                        .build())
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .store(false);
    }

    private static void image(Responses to) {
        var image = ResponseInputImage.builder()
                .detail(ResponseInputImage.Detail.AUTO)
                .imageUrl("data:image/png;base64," + Sample.PNG)
                .build();
        var answer = to.ask(to.request(ResponseInputContent.ofInputImage(image)));
        assertThat(text(answer)).contains(Sample.SEEN_PNG);
    }

    private static void document(Responses to) {
        var file = ResponseInputFile.builder()
                .filename("page.pdf")
                .fileData("data:application/pdf;base64," + Sample.PDF)
                .build();
        var request = to.request(ResponseInputContent.ofInputFile(file)).build();
        try (var response = to.sdk().responses().withRawResponse().create(request)) {
            var answer = response.parse();
            if (to.target().upstream().equals("cohere")) {
                var losses = response.headers().values("x-weir-loss");
                throw to.target().lacks(losses, "/input/0/content/1", "takes no documents of this kind");
            }
            assertThat(text(answer)).contains(Sample.SEEN_PDF);
        }
    }

    private static void jsonSchema(Responses to) {
        var request = to.request("Describe a river.").text(River.class).build();
        var message = to.sdk().responses().create(request).output().getFirst().asMessage();
        var river = message.content().getFirst().asOutputText();
        assertThat(river.name).isNotNull();
        assertThat(river.countries).isNotNull();
    }

    private static void maxTokens(Responses to) {
        var answer = to.ask(
                to.request("Talk.").model(to.target().behaving("tokens=60")).maxOutputTokens(16));
        assertThat(status(answer)).isEqualTo("incomplete");
        var reason = answer.incompleteDetails().orElseThrow().reason().orElseThrow();
        assertThat(reason.asString()).isEqualTo("max_output_tokens");
        assertThat(answer.usage().orElseThrow().outputTokens()).isLessThanOrEqualTo(16);
        assertThat(text(answer)).isNotEmpty();
    }

    private static void refusal(Responses to) {
        var answer = to.ask(to.request("[[refuse]]"));
        if (to.target().upstream().equals("cohere")) {
            assertThat(text(answer)).isNotEmpty();
            throw new Unsupported("Cohere does not mark a refusal");
        }
        var refusals = answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.refusal().stream());
        assertThat(refusals.findAny().isPresent() || status(answer).equals("incomplete"))
                .isTrue();
    }

    private static <E extends OpenAIException> E failure(Class<E> kind, Runnable call) {
        var failure = catchThrowable(call::run);
        assertThat(failure).isInstanceOf(kind);
        return kind.cast(failure);
    }

    private static void check(OpenAIServiceException failure, int status, String code) {
        assertThat(failure.statusCode()).isEqualTo(status);
        assertThat(failure.code()).contains(code);
    }

    private static void errorWrongKey(Responses to) {
        var sdk = Chat.client(to.target(), "invalid-key", Duration.ofSeconds(20));
        var request = to.request("Hello").build();
        var failure = failure(UnauthorizedException.class, () -> sdk.responses().create(request));
        check(failure, 401, "invalid_api_key");
    }

    private static void errorUnknownModel(Responses to) {
        for (var model : List.of("no-such-model", to.target().sibling("no-such-model"))) {
            var failure = failure(
                    NotFoundException.class, () -> to.ask(to.request("Hello").model(model)));
            check(failure, 404, "model_not_found");
        }
    }

    private static void errorBadRequest(Responses to) {
        var hot = to.request("Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        var wizard = to.request(List.of(turn(Role.of("wizard"), "Hello")));
        for (var request : List.of(hot, wizard)) {
            var failure = failure(BadRequestException.class, () -> to.ask(request));
            assertThat(failure.type()).contains("invalid_request_error");
            failure(BadRequestException.class, () -> to.events(request));
        }
    }

    private static void errorRateLimit(Responses to) {
        var request = to.request("Hello").model(to.target().behaving("fault=429"));
        failure(RateLimitException.class, () -> to.ask(request));
        failure(RateLimitException.class, () -> to.events(request));
    }

    private static void errorOverloaded(Responses to) {
        var request = to.request("Hello").model(to.target().behaving("fault=503"));
        var failure = failure(InternalServerException.class, () -> to.ask(request));
        assertThat(failure.statusCode()).isIn(502, 503);
    }

    private static void errorContextLength(Responses to) {
        var request = to.request("Hello").model(to.target().behaving("fault=context-length"));
        check(failure(BadRequestException.class, () -> to.ask(request)), 400, "context_length_exceeded");
    }

    private static void errorInStream(Responses to) {
        // Without a gateway a cut connection is no typed error.
        var faults =
                to.target().direct() ? List.of("error-event@20") : List.of("error-event@20", "cut@20", "truncate@20");
        for (var fault : faults) {
            var request = to.request("Hello").model(to.target().behaving("tokens=60", "tps=400", "fault=" + fault));
            List<ResponseStreamEvent> received = new ArrayList<>();
            var failure = catchThrowable(() -> {
                try (var stream = to.sdk().responses().createStreaming(request.build())) {
                    stream.stream().forEach(received::add);
                }
            });
            // This SDK hands an event of type "error" on, and throws where it has no such type.
            var last = received.getLast();
            assertThat(failure != null || last.isError() || last.isFailed()).isTrue();
            assertThat(deltas(received)).isNotEmpty();
            assertThat(received).noneMatch(ResponseStreamEvent::isCompleted);
        }
    }

    private static void cancelStream(Responses to) throws Exception {
        var mark = Target.marker();
        var request = to.request(mark)
                .model(to.target().behaving("tokens=400", "tps=20"))
                .build();
        try (var stream = to.sdk().responses().createStreaming(request)) {
            assertThat(stream.stream().limit(8)).hasSize(8);
        }
        to.target().awaitAborted(mark);
    }

    private static void cancelBeforeFirstToken(Responses to) throws Exception {
        var sdk = Chat.client(to.target(), to.target().key(), Duration.ofMillis(700));
        List<Consumer<ResponseCreateParams>> ways = new ArrayList<>();
        ways.add(request -> sdk.responses().create(request));
        ways.add(request -> {
            try (var stream = sdk.responses().createStreaming(request)) {
                stream.stream().forEach(_ -> {});
            }
        });
        for (var ask : ways) {
            var mark = Target.marker();
            var request =
                    to.request(mark).model(to.target().behaving("ttft=20s")).build();
            failure(OpenAIIoException.class, () -> ask.accept(request));
            to.target().awaitAborted(mark);
        }
    }
}
