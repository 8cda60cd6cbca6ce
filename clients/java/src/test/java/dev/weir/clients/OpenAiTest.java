package dev.weir.clients;

import static dev.weir.clients.Chat.accumulated;
import static dev.weir.clients.Chat.ask;
import static dev.weir.clients.Chat.chunks;
import static dev.weir.clients.Chat.client;
import static dev.weir.clients.Chat.finish;
import static dev.weir.clients.Chat.request;
import static dev.weir.clients.Chat.text;
import static dev.weir.clients.Chat.withTools;
import static dev.weir.clients.Sample.PDF;
import static dev.weir.clients.Sample.PNG;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.SEEN_PDF;
import static dev.weir.clients.Sample.SEEN_PNG;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
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
import dev.weir.clients.Suite.Feature;
import dev.weir.clients.Suite.Unsupported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The official OpenAI SDK, Chat Completions.
class OpenAiTest {
    @TestFactory
    Stream<DynamicContainer> features() {
        return new Suite("openai-java", System.getProperty("openai.version"), "gpt-sim", OpenAiTest::all).tests();
    }

    private static Map<String, Feature> all(Target target) {
        Map<String, Feature> features = new LinkedHashMap<>();
        features.put("models-list", () -> modelsList(target));
        features.put("plain", () -> plain(target));
        features.put("stream", () -> stream(target));
        features.put("stream-helper", () -> streamHelper(target));
        features.put("usage", () -> usage(target));
        features.put("stream-usage", () -> streamUsage(target));
        features.put("multi-turn", () -> multiTurn(target));
        features.put("parallel-tools", () -> parallelTools(target));
        features.put("stream-helper-tools", () -> streamHelperTools(target));
        features.put("tool-choice", () -> toolChoice(target));
        features.put("tool-results", () -> toolResults(target));
        features.put("image", () -> image(target));
        features.put("document", () -> document(target));
        features.put("json-schema", () -> jsonSchema(target));
        features.put("stop-sequence", () -> stopSequence(target));
        features.put("max-tokens", () -> maxTokens(target));
        features.put("choices", () -> choices(target));
        features.put("logprobs", () -> logprobs(target));
        features.put("refusal", () -> refusal(target));
        features.put("error-wrong-key", () -> errorWrongKey(target));
        features.put("error-unknown-model", () -> errorUnknownModel(target));
        features.put("error-bad-request", () -> errorBadRequest(target));
        features.put("error-rate-limit", () -> errorRateLimit(target));
        features.put("error-overloaded", () -> errorOverloaded(target));
        features.put("error-context-length", () -> errorContextLength(target));
        features.put("error-in-stream", () -> errorInStream(target));
        features.put("cancel-stream", () -> cancelStream(target));
        features.put("cancel-before-first-token", () -> cancelBeforeFirstToken(target));
        return features;
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

    private static void modelsList(Target target) {
        var listed = client(target).models().list().data();
        assertThat(listed).isNotEmpty();
        var first = listed.getFirst().id();
        assertThat(client(target).models().retrieve(first).id()).isEqualTo(first);
    }

    private static void plain(Target target) {
        var answer = ask(target, request(target, SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(finish(answer)).isEqualTo("stop");
        answer.validate();
    }

    private static void stream(Target target) {
        var chunks = chunks(target, request(target, SAY));
        assertThat(text(chunks)).isEqualTo(SAID);
        assertThat(chunks).allSatisfy(ChatCompletionChunk::validate);
        assertThat(chunks)
                .extracting(ChatCompletionChunk::id)
                .containsOnly(chunks.getFirst().id());
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.finishReason().stream()))
                .extracting(reason -> reason.asString())
                .containsExactly("stop");
    }

    private static void streamHelper(Target target) {
        var answer = accumulated(target, request(target, SAY));
        assertThat(text(answer)).isEqualTo(SAID);
        assertThat(finish(answer)).isEqualTo("stop");
    }

    private static void usage(Target target) {
        checkUsage(ask(target, request(target, SAY)).usage().orElseThrow());
    }

    private static void streamUsage(Target target) {
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        var chunks = chunks(target, request(target, SAY).streamOptions(options));
        checkUsage(chunks.getLast().usage().orElseThrow());
        assertThat(chunks.getLast().choices()).isEmpty();
        checkUsage(accumulated(target, request(target, SAY).streamOptions(options))
                .usage()
                .orElseThrow());
    }

    private static void multiTurn(Target target) throws Exception {
        var mark = Target.marker();
        var request = ChatCompletionCreateParams.builder()
                .model(target.model())
                .addSystemMessage("Answer briefly. " + mark + "-system")
                .addUserMessage(mark + "-first")
                .addAssistantMessage(mark + "-answer")
                .addUserMessage(mark + "-second [[say: second]]");
        assertThat(text(ask(target, request))).isEqualTo("second");
        var body = target.requestsWith(mark).getLast().path("body").asString();
        assertThat(body).contains(mark + "-system");
        assertThat(body).containsSubsequence(mark + "-first", mark + "-answer", mark + "-second");
    }

    private static void parallelTools(Target target) {
        checkCalls(ask(target, withTools(request(target, TWO_CALLS))));
    }

    private static void streamHelperTools(Target target) {
        checkCalls(accumulated(target, withTools(request(target, TWO_CALLS))));
    }

    private static void toolChoice(Target target) {
        var time = ChatCompletionNamedToolChoice.Function.builder().name("time").build();
        var named = withTools(request(target, "What time is it in Paris?"))
                .toolChoice(
                        ChatCompletionNamedToolChoice.builder().function(time).build());
        assertThat(ask(target, named).choices().getFirst().message().toolCalls().orElseThrow())
                .extracting(call -> call.asFunction().function().name())
                .containsExactly("time");
        var none = withTools(request(target, TWO_CALLS)).toolChoice(ChatCompletionToolChoiceOption.Auto.NONE);
        assertThat(ask(target, none).choices().getFirst().message().toolCalls().orElse(List.of()))
                .isEmpty();
    }

    private static void toolResults(Target target) {
        var request = withTools(request(target, TWO_CALLS));
        var first = ask(target, request).choices().getFirst().message();
        request.addMessage(first);
        for (var call : first.toolCalls().orElseThrow()) {
            request.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content("result-" + call.asFunction().function().name())
                    .build());
        }
        var answer = ask(target, request);
        assertThat(finish(answer)).isEqualTo("stop");
        assertThat(text(answer)).contains("result-weather", "result-time");
    }

    private static void image(Target target) {
        var url = ChatCompletionContentPartImage.ImageUrl.builder()
                .url("data:image/png;base64," + PNG)
                .build();
        var part = ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder().imageUrl(url).build());
        assertThat(text(ask(target, request(target, part)))).contains(SEEN_PNG);
    }

    private static void document(Target target) {
        var file = ChatCompletionContentPart.File.FileObject.builder()
                .filename("page.pdf")
                .fileData("data:application/pdf;base64," + PDF)
                .build();
        var part = ChatCompletionContentPart.ofFile(
                ChatCompletionContentPart.File.builder().file(file).build());
        try (var response = client(target)
                .chat()
                .completions()
                .withRawResponse()
                .create(request(target, part).build())) {
            var answer = response.parse();
            if (target.upstream().equals("cohere")) {
                throw target.lacks(losses(response), "/messages/0/content/0", "takes no documents of this kind");
            }
            assertThat(text(answer)).contains(SEEN_PDF);
        }
    }

    private static void jsonSchema(Target target) {
        var request =
                request(target, "Describe a river.").responseFormat(River.class).build();
        var river = client(target)
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

    private static void stopSequence(Target target) {
        var request =
                request(target, "[[say: one two HALT three]]").stop("HALT").build();
        try (var response =
                client(target).chat().completions().withRawResponse().create(request)) {
            var answer = response.parse();
            if (target.upstream().equals("responses")) {
                throw target.lacks(losses(response), "/stop", "has no stop sequences");
            }
            assertThat(finish(answer)).isEqualTo("stop");
            assertThat(text(answer).trim()).isEqualTo("one two");
        }
    }

    private static List<String> losses(HttpResponse response) {
        return response.headers().values("x-weir-loss");
    }

    private static void maxTokens(Target target) {
        var answer = ask(
                target,
                request(target, "Talk.").model(target.behaving("tokens=60")).maxCompletionTokens(16));
        assertThat(finish(answer)).isEqualTo("length");
        assertThat(answer.usage().orElseThrow().completionTokens()).isLessThanOrEqualTo(16);
    }

    private static void choices(Target target) {
        var request = request(target, "[[say: Choose.]]").n(2).build();
        try (var response =
                client(target).chat().completions().withRawResponse().create(request)) {
            var answer = response.parse();
            if (List.of("responses", "anthropic", "cohere").contains(target.upstream())) {
                assertThat(answer.choices()).hasSize(1);
                throw target.lacks(losses(response), "/n", "answers once");
            }
            assertThat(answer.choices())
                    .extracting(ChatCompletion.Choice::index)
                    .containsExactly(0L, 1L);
        }
    }

    private static void logprobs(Target target) {
        var request = request(target, "[[say: hello you]]")
                .logprobs(true)
                .topLogprobs(2)
                .build();
        try (var response =
                client(target).chat().completions().withRawResponse().create(request)) {
            var logprobs = response.parse().choices().getFirst().logprobs();
            if (target.upstream().equals("anthropic")) {
                assertThat(logprobs).isEmpty();
                throw target.lacks(losses(response), "/top_logprobs", "gives no log-probabilities");
            }
            var tokens = logprobs.orElseThrow().content().orElseThrow();
            assertThat(tokens).extracting(ChatCompletionTokenLogprob::token).containsExactly("hello", " you");
            if (target.upstream().equals("cohere")) {
                var words = "gives the log-probability of what it said, and no others";
                throw target.lacks(losses(response), "/top_logprobs", words);
            }
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(token.topLogprobs()).hasSize(2));
        }
    }

    private static void refusal(Target target) {
        var choice = ask(target, request(target, "[[refuse]]")).choices().getFirst();
        if (target.upstream().equals("cohere")) {
            assertThat(choice.message().content().orElseThrow()).isNotEmpty();
            throw new Unsupported("Cohere does not mark a refusal");
        }
        assertThat(choice.message().refusal().isPresent()
                        || choice.finishReason().asString().equals("content_filter"))
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

    private static void errorWrongKey(Target target) {
        var sdk = client(target, "invalid-key", Duration.ofSeconds(20));
        var request = request(target, "Hello").build();
        check(
                failure(
                        UnauthorizedException.class,
                        () -> sdk.chat().completions().create(request)),
                401,
                "invalid_api_key");
    }

    private static void errorUnknownModel(Target target) {
        for (var model : List.of("no-such-model", target.sibling("no-such-model"))) {
            var failure = failure(
                    NotFoundException.class,
                    () -> ask(target, request(target, "Hello").model(model)));
            check(failure, 404, "model_not_found");
        }
    }

    private static void errorBadRequest(Target target) {
        var empty = request(target, "Hello").messages(List.of());
        var hot = request(target, "Hello").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));
        for (var request : List.of(empty, hot)) {
            var failure = failure(BadRequestException.class, () -> ask(target, request));
            assertThat(failure.type()).contains("invalid_request_error");
            failure(BadRequestException.class, () -> chunks(target, request));
        }
    }

    private static void errorRateLimit(Target target) {
        var request = request(target, "Hello").model(target.behaving("fault=429"));
        failure(RateLimitException.class, () -> ask(target, request));
        failure(RateLimitException.class, () -> chunks(target, request));
    }

    private static void errorOverloaded(Target target) {
        var request = request(target, "Hello").model(target.behaving("fault=503"));
        assertThat(failure(InternalServerException.class, () -> ask(target, request))
                        .statusCode())
                .isIn(502, 503);
    }

    private static void errorContextLength(Target target) {
        var request = request(target, "Hello").model(target.behaving("fault=context-length"));
        check(failure(BadRequestException.class, () -> ask(target, request)), 400, "context_length_exceeded");
    }

    private static void errorInStream(Target target) {
        // Without a gateway a cut connection is no typed error.
        var faults = target.direct() ? List.of("error-event@20") : List.of("error-event@20", "cut@20", "truncate@20");
        for (var fault : faults) {
            var request = request(target, "Hello").model(target.behaving("tokens=60", "tps=400", "fault=" + fault));
            List<ChatCompletionChunk> received = new ArrayList<>();
            failure(OpenAIServiceException.class, () -> {
                try (var stream = client(target).chat().completions().createStreaming(request.build())) {
                    stream.stream().forEach(received::add);
                }
            });
            assertThat(text(received)).isNotEmpty();
            assertThat(received.stream().flatMap(chunk -> chunk.choices().stream()))
                    .allSatisfy(choice -> assertThat(choice.finishReason()).isEmpty());
        }
    }

    private static void cancelStream(Target target) throws Exception {
        var mark = Target.marker();
        var request = request(target, mark)
                .model(target.behaving("tokens=400", "tps=20"))
                .build();
        try (var stream = client(target).chat().completions().createStreaming(request)) {
            assertThat(stream.stream().limit(3)).hasSize(3);
        }
        target.awaitAborted(mark);
    }

    private static void cancelBeforeFirstToken(Target target) throws Exception {
        var mark = Target.marker();
        var request = request(target, mark).model(target.behaving("ttft=20s")).build();
        var sdk = client(target, target.key(), Duration.ofMillis(700));
        failure(OpenAIIoException.class, () -> sdk.chat().completions().create(request));
        target.awaitAborted(mark);
    }
}
