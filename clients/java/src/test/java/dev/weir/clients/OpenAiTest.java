package dev.weir.clients;

import static dev.weir.clients.Chat.finish;
import static dev.weir.clients.Chat.text;
import static dev.weir.clients.Chat.withTools;
import static dev.weir.clients.Failures.check;
import static dev.weir.clients.Failures.failure;
import static dev.weir.clients.Sample.PDF;
import static dev.weir.clients.Sample.PNG;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.SEEN_PDF;
import static dev.weir.clients.Sample.SEEN_PNG;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import dev.weir.clients.Sample.River;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The official OpenAI SDK, Chat Completions.
@Sdk(name = "openai-java", version = "openai.version", model = "gpt-sim")
class OpenAiTest implements Suite {
    private final Chat to;

    OpenAiTest(Target target) {
        to = new Chat(target);
    }

    @Override
    public Target target() {
        return to.target();
    }

    private static void checkUsage(CompletionUsage usage) {
        assertThat(usage.promptTokens()).isPositive();
        assertThat(usage.completionTokens()).isPositive();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    private static void checkCalls(ChatCompletion answer) {
        assertThat(finish(answer)).isEqualTo("tool_calls");
        var calls = answer.choices().getFirst().message().toolCalls().orElseThrow().stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
        assertThat(calls).extracting(call -> call.function().name()).containsExactly("weather", "time");
        assertThat(calls)
                .extracting(call -> Target.JSON
                        .readTree(call.function().arguments())
                        .path("city")
                        .asString())
                .containsExactly("Paris", "São Paulo");
        assertThat(calls).extracting(call -> call.id()).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void modelsList() {
        var listed = to.sdk().models().list().data();
        assertThat(listed).isNotEmpty();
        var first = listed.getFirst().id();
        assertThat(to.sdk().models().retrieve(first).id()).isEqualTo(first);
    }

    @Test
    void plain() {
        var answer = to.ask(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(finish(answer)).isEqualTo("stop");
        answer.validate();
    }

    @Test
    void asynchronous() throws Exception {
        var completions = to.sdk().async().chat().completions();
        var request = to.request(SAY).build();
        assertThat(text(completions.create(request).get(20, TimeUnit.SECONDS))).isEqualTo(SAID);
        var accumulator = ChatCompletionAccumulator.create();
        var stream = completions.createStreaming(request).subscribe(accumulator::accumulate);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(text(accumulator.chatCompletion())).isEqualTo(SAID);
    }

    @Test
    void stream() {
        var chunks = to.chunks(to.request(SAY));
        assertThat(text(chunks)).isEqualTo(SAID);
        assertThat(chunks).allSatisfy(ChatCompletionChunk::validate);
        assertThat(chunks)
                .extracting(ChatCompletionChunk::id)
                .containsOnly(chunks.getFirst().id());
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
        assertThat(finishes(chunks)).containsExactly("stop");
    }

    private static List<String> finishes(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.finishReason().stream())
                .map(reason -> reason.asString())
                .toList();
    }

    @Test
    void streamHelper() {
        var answer = to.accumulated(to.request(SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(finish(answer)).isEqualTo("stop");
    }

    @Test
    void usage() {
        checkUsage(to.ask(to.request(SAY)).usage().orElseThrow());
    }

    @Test
    void streamUsage() {
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        var chunks = to.chunks(to.request(SAY).streamOptions(options));
        checkUsage(chunks.getLast().usage().orElseThrow());
        assertThat(chunks.getLast().choices()).isEmpty();
        checkUsage(
                to.accumulated(to.request(SAY).streamOptions(options)).usage().orElseThrow());
    }

    @Test
    void multiTurn() throws Exception {
        var mark = Target.marker();
        var request = ChatCompletionCreateParams.builder()
                .model(to.target().model())
                .addSystemMessage("Answer briefly. " + mark + "-system")
                .addUserMessage(mark + "-first")
                .addAssistantMessage(mark + "-answer")
                .addUserMessage(mark + "-second [[say: second]]");
        assertThat(text(to.ask(request))).isEqualTo("second");
        to.target().sawTurns(mark);
    }

    @Test
    void parallelTools() {
        checkCalls(to.ask(withTools(to.request(TWO_CALLS))));
    }

    @Test
    void streamTools() {
        var chunks = to.chunks(withTools(to.request(TWO_CALLS)));
        assertThat(finishes(chunks)).containsExactly("tool_calls");
        var deltas = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().toolCalls().orElse(List.of()).stream())
                .collect(Collectors.groupingBy(ChatCompletionChunk.Choice.Delta.ToolCall::index));
        assertThat(deltas).containsOnlyKeys(0L, 1L);
        for (int call = 0; call < 2; call++) {
            var parts = deltas.get((long) call);
            assertThat(parts.stream().flatMap(part -> part.id().stream())).hasSize(1);
            var functions =
                    parts.stream().flatMap(part -> part.function().stream()).toList();
            assertThat(functions.stream().flatMap(function -> function.name().stream()))
                    .containsExactly(Sample.TOOLS.get(call));
            var arguments = functions.stream()
                    .map(function -> function.arguments().orElse(""))
                    .collect(Collectors.joining());
            assertThat(Target.JSON.readTree(arguments).path("city").asString()).isEqualTo(Sample.CITIES.get(call));
        }
    }

    @Test
    void streamHelperTools() {
        checkCalls(to.accumulated(withTools(to.request(TWO_CALLS))));
    }

    @Test
    void toolChoice() {
        var time = ChatCompletionNamedToolChoice.Function.builder().name("time").build();
        var named = withTools(to.request("What time is it in Paris?"))
                .toolChoice(
                        ChatCompletionNamedToolChoice.builder().function(time).build());
        assertThat(to.ask(named).choices().getFirst().message().toolCalls().orElseThrow())
                .extracting(call -> call.asFunction().function().name())
                .containsExactly("time");
        var none = withTools(to.request(TWO_CALLS)).toolChoice(ChatCompletionToolChoiceOption.Auto.NONE);
        assertThat(to.ask(none).choices().getFirst().message().toolCalls().orElse(List.of()))
                .isEmpty();
    }

    @Test
    void toolResults() {
        var request = withTools(to.request(TWO_CALLS));
        var first = to.ask(request).choices().getFirst().message();
        request.addMessage(first);
        for (var call : first.toolCalls().orElseThrow()) {
            request.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content("result-" + call.asFunction().function().name())
                    .build());
        }
        var answer = to.ask(request);
        assertThat(finish(answer)).isEqualTo("stop");
        assertThat(text(answer)).contains("result-weather", "result-time");
    }

    @Test
    void image() {
        var url = ChatCompletionContentPartImage.ImageUrl.builder()
                .url("data:image/png;base64," + PNG)
                .build();
        var part = ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder().imageUrl(url).build());
        assertThat(text(to.ask(to.request(part)))).contains(SEEN_PNG);
    }

    @Test
    void document() {
        var file = ChatCompletionContentPart.File.FileObject.builder()
                .filename("page.pdf")
                .fileData("data:application/pdf;base64," + PDF)
                .build();
        var part = ChatCompletionContentPart.ofFile(
                ChatCompletionContentPart.File.builder().file(file).build());
        try (var response = to.sdk()
                .chat()
                .completions()
                .withRawResponse()
                .create(to.request(part).build())) {
            var answer = response.parse();
            if (to.target().upstream().equals("cohere")) {
                throw to.target().lacks(losses(response), "/messages/0/content/0", "takes no documents of this kind");
            }
            assertThat(text(answer)).contains(SEEN_PDF);
        }
    }

    @Test
    void jsonSchema() {
        var request =
                to.request("Describe a river.").responseFormat(River.class).build();
        var river = to.sdk()
                .chat()
                .completions()
                .create(request)
                .choices()
                .getFirst()
                .message()
                .content();
        assertThat(river.orElseThrow().name).isNotNull();
        assertThat(river.orElseThrow().countries).isNotNull();
    }

    @Test
    void stopSequence() {
        var request = to.request("[[say: one two HALT three]]").stop("HALT").build();
        try (var response = to.sdk().chat().completions().withRawResponse().create(request)) {
            var answer = response.parse();
            if (to.target().upstream().equals("responses")) {
                throw to.target().lacks(losses(response), "/stop", "has no stop sequences");
            }
            assertThat(finish(answer)).isEqualTo("stop");
            assertThat(text(answer).trim()).isEqualTo("one two");
        }
    }

    private static List<String> losses(HttpResponse response) {
        return response.headers().values("x-weir-loss");
    }

    @Test
    void maxTokens() {
        var answer = to.ask(
                to.request("Talk.").model(to.target().behaving("tokens=60")).maxCompletionTokens(16));
        assertThat(finish(answer)).isEqualTo("length");
        assertThat(answer.usage().orElseThrow().completionTokens()).isLessThanOrEqualTo(16);
    }

    @Test
    void choices() {
        var request = to.request("[[say: Choose.]]").n(2).build();
        try (var response = to.sdk().chat().completions().withRawResponse().create(request)) {
            var answer = response.parse();
            if (List.of("responses", "anthropic", "cohere").contains(to.target().upstream())) {
                assertThat(answer.choices()).hasSize(1);
                throw to.target().lacks(losses(response), "/n", "answers once");
            }
            assertThat(answer.choices())
                    .extracting(ChatCompletion.Choice::index)
                    .containsExactly(0L, 1L);
        }
    }

    @Test
    void logprobs() {
        var request =
                to.request("[[say: hello you]]").logprobs(true).topLogprobs(2).build();
        try (var response = to.sdk().chat().completions().withRawResponse().create(request)) {
            var logprobs = response.parse().choices().getFirst().logprobs();
            if (to.target().upstream().equals("anthropic")) {
                assertThat(logprobs).isEmpty();
                throw to.target().lacks(losses(response), "/top_logprobs", "gives no log-probabilities");
            }
            var tokens = logprobs.orElseThrow().content().orElseThrow();
            assertThat(tokens).extracting(ChatCompletionTokenLogprob::token).containsExactly("hello", " you");
            if (to.target().upstream().equals("cohere")) {
                var words = "gives the log-probability of what it said, and no others";
                throw to.target().lacks(losses(response), "/top_logprobs", words);
            }
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(token.topLogprobs()).hasSize(2));
        }
    }

    @Test
    void refusal() {
        var choice = to.ask(to.request("[[refuse]]")).choices().getFirst();
        if (to.target().upstream().equals("cohere")) {
            assertThat(choice.message().content().orElseThrow()).isNotEmpty();
            throw new Unsupported("Cohere does not mark a refusal");
        }
        assertThat(choice.message().refusal().isPresent()
                        || choice.finishReason().asString().equals("content_filter"))
                .isTrue();
    }

    @Test
    void errorWrongKey() {
        var sdk = Chat.client(to.target(), "invalid-key", Duration.ofSeconds(20));
        var request = to.request("Hello").build();
        check(
                failure(
                        UnauthorizedException.class,
                        () -> sdk.chat().completions().create(request)),
                401,
                "invalid_api_key");
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
        var empty = to.request("Hello").messages(List.of());
        var hot = to.request("Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        for (var request : List.of(empty, hot)) {
            var failure = failure(BadRequestException.class, () -> to.ask(request));
            assertThat(failure.type()).contains("invalid_request_error");
            failure(BadRequestException.class, () -> to.chunks(request));
        }
    }

    @Test
    void errorRateLimit() {
        var request = to.request("Hello").model(to.target().behaving("fault=429"));
        failure(RateLimitException.class, () -> to.ask(request));
        failure(RateLimitException.class, () -> to.chunks(request));
    }

    @Test
    void errorOverloaded() {
        var request = to.request("Hello").model(to.target().behaving("fault=503"));
        assertThat(failure(InternalServerException.class, () -> to.ask(request)).statusCode())
                .isIn(502, 503);
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
            List<ChatCompletionChunk> received = new ArrayList<>();
            failure(OpenAIServiceException.class, () -> {
                try (var stream = to.sdk().chat().completions().createStreaming(request.build())) {
                    stream.stream().forEach(received::add);
                }
            });
            assertThat(text(received)).isNotEmpty();
            assertThat(finishes(received)).isEmpty();
        }
    }

    @Test
    void cancelStream() throws Exception {
        var mark = Target.marker();
        var request = to.request(mark)
                .model(to.target().behaving("tokens=400", "tps=20"))
                .build();
        try (var stream = to.sdk().chat().completions().createStreaming(request)) {
            assertThat(stream.stream().limit(3)).hasSize(3);
        }
        to.target().awaitAborted(mark);
    }

    @Test
    void cancelBeforeFirstToken() throws Exception {
        var sdk = Chat.client(to.target(), to.target().key(), Duration.ofMillis(700))
                .chat()
                .completions();
        var model = to.target().behaving("ttft=20s");
        Failures.givesUp(
                to.target(),
                OpenAIIoException.class,
                mark -> sdk.create(to.request(mark).model(model).build()),
                mark -> sdk.createStreaming(to.request(mark).model(model).build()).stream()
                        .forEach(_ -> {}));
    }
}
