package dev.weir.clients;

import static dev.weir.clients.Failures.check;
import static dev.weir.clients.Failures.failure;
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
import com.openai.errors.OpenAIIoException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The official OpenAI SDK, Responses.
@Sdk(name = "openai-responses-java", version = "openai.version", model = "gpt-sim")
class OpenAiResponsesTest implements Suite {
    private final Responses to;

    OpenAiResponsesTest(Target target) {
        to = new Responses(target);
    }

    @Override
    public Target target() {
        return to.target();
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

    @Test
    void plain() {
        var answer = to.ask(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(status(answer)).isEqualTo("completed");
        assertThat(answer.output()).hasSize(1).allMatch(ResponseOutputItem::isMessage);
        answer.validate();
    }

    @Test
    void asynchronous() throws Exception {
        var sdk = to.sdk().async().responses();
        var request = to.request(SAY).build();
        assertThat(text(sdk.create(request).get(20, TimeUnit.SECONDS))).isEqualTo(SAID);
        var accumulator = ResponseAccumulator.create();
        var stream = sdk.createStreaming(request).subscribe(accumulator::accumulate);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(text(accumulator.response())).isEqualTo(SAID);
    }

    @Test
    void stream() {
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

    @Test
    void streamHelper() {
        var answer = to.accumulated(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(status(answer)).isEqualTo("completed");
    }

    @Test
    void usage() {
        checkUsage(to.ask(to.request(SAY)).usage().orElseThrow());
    }

    @Test
    void multiTurn() throws Exception {
        var mark = Target.marker();
        var turns = List.of(
                turn(Role.USER, mark + "-first"),
                turn(Role.ASSISTANT, mark + "-answer"),
                turn(Role.USER, mark + "-second [[say: second]]"));
        assertThat(text(to.ask(to.request(turns).instructions("Answer briefly. " + mark + "-system"))))
                .isEqualTo("second");
        to.target().sawTurns(mark);
    }

    @Test
    void parallelTools() {
        checkCalls(calls(to.ask(withTools(to.request(TWO_CALLS)))));
    }

    @Test
    void streamTools() {
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

    @Test
    void streamHelperTools() {
        checkCalls(calls(to.accumulated(withTools(to.request(TWO_CALLS)))));
    }

    @Test
    void toolChoice() {
        var named = withTools(to.request("What time is it?"))
                .toolChoice(ToolChoiceFunction.builder().name("time").build());
        assertThat(calls(to.ask(named)))
                .extracting(ResponseFunctionToolCall::name)
                .containsExactly("time");
        var none = withTools(to.request(TWO_CALLS)).toolChoice(ToolChoiceOptions.NONE);
        assertThat(calls(to.ask(none))).isEmpty();
    }

    @Test
    void toolResults() {
        var turns = followedByResults(to.ask(withTools(to.request(TWO_CALLS))));
        var answer = to.ask(withTools(to.request(turns)));
        assertThat(text(answer)).contains("result-weather", "result-time");
        assertThat(deltas(to.events(withTools(to.request(turns))))).isEqualTo(text(answer));
    }

    @Test
    void previousResponse() {
        // The simulator gives the same conversation the same id, at whichever provider.
        var first = to.ask(withTools(to.request(TWO_CALLS + Target.marker())));
        var answer = to.ask(withTools(to.request(results(first))).previousResponseId(first.id()));
        assertThat(text(answer)).contains("result-weather", "result-time");
    }

    /// Reasoning and whatever seals it go back as they came, and the provider takes them.
    @Test
    void thinkingTools() {
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

    @Test
    void image() {
        var image = ResponseInputImage.builder()
                .detail(ResponseInputImage.Detail.AUTO)
                .imageUrl("data:image/png;base64," + Sample.PNG)
                .build();
        var answer = to.ask(to.request(ResponseInputContent.ofInputImage(image)));
        assertThat(text(answer)).contains(Sample.SEEN_PNG);
    }

    @Test
    void document() {
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

    @Test
    void jsonSchema() {
        var request = to.request("Describe a river.").text(River.class).build();
        var message = to.sdk().responses().create(request).output().getFirst().asMessage();
        var river = message.content().getFirst().asOutputText();
        assertThat(river.name).isNotNull();
        assertThat(river.countries).isNotNull();
    }

    @Test
    void maxTokens() {
        var answer = to.ask(
                to.request("Talk.").model(to.target().behaving("tokens=60")).maxOutputTokens(16));
        assertThat(status(answer)).isEqualTo("incomplete");
        var reason = answer.incompleteDetails().orElseThrow().reason().orElseThrow();
        assertThat(reason.asString()).isEqualTo("max_output_tokens");
        assertThat(answer.usage().orElseThrow().outputTokens()).isLessThanOrEqualTo(16);
        assertThat(text(answer)).isNotEmpty();
    }

    @Test
    void refusal() {
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

    @Test
    void errorWrongKey() {
        var sdk = Chat.client(to.target(), "invalid-key", Duration.ofSeconds(20));
        var request = to.request("Hello").build();
        var failure = failure(UnauthorizedException.class, () -> sdk.responses().create(request));
        check(failure, 401, "invalid_api_key");
    }

    @Test
    void errorUnknownModel() {
        for (var model : List.of("no-such-model", to.target().sibling("no-such-model"))) {
            var failure = failure(
                    NotFoundException.class, () -> to.ask(to.request("Hello").model(model)));
            check(failure, 404, "model_not_found");
        }
    }

    @Test
    void errorBadRequest() {
        var hot = to.request("Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        var wizard = to.request(List.of(turn(Role.of("wizard"), "Hello")));
        for (var request : List.of(hot, wizard)) {
            var failure = failure(BadRequestException.class, () -> to.ask(request));
            assertThat(failure.type()).contains("invalid_request_error");
            failure(BadRequestException.class, () -> to.events(request));
        }
    }

    @Test
    void errorRateLimit() {
        var request = to.request("Hello").model(to.target().behaving("fault=429"));
        failure(RateLimitException.class, () -> to.ask(request));
        failure(RateLimitException.class, () -> to.events(request));
    }

    @Test
    void errorOverloaded() {
        var request = to.request("Hello").model(to.target().behaving("fault=503"));
        var failure = failure(InternalServerException.class, () -> to.ask(request));
        assertThat(failure.statusCode()).isIn(502, 503);
    }

    @Test
    void errorContextLength() {
        var request = to.request("Hello").model(to.target().behaving("fault=context-length"));
        check(failure(BadRequestException.class, () -> to.ask(request)), 400, "context_length_exceeded");
    }

    @Test
    void errorInStream() {
        for (var fault : to.target().faultsInStream()) {
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

    @Test
    void cancelStream() throws Exception {
        var mark = Target.marker();
        var request = to.request(mark)
                .model(to.target().behaving("tokens=400", "tps=20"))
                .build();
        try (var stream = to.sdk().responses().createStreaming(request)) {
            assertThat(stream.stream().limit(8)).hasSize(8);
        }
        to.target().awaitAborted(mark);
    }

    @Test
    void cancelBeforeFirstToken() throws Exception {
        var sdk = Chat.client(to.target(), to.target().key(), Duration.ofMillis(700))
                .responses();
        var model = to.target().behaving("ttft=20s");
        Failures.givesUp(
                to.target(),
                OpenAIIoException.class,
                mark -> sdk.create(to.request(mark).model(model).build()),
                mark -> sdk.createStreaming(to.request(mark).model(model).build()).stream()
                        .forEach(_ -> {}));
    }
}
