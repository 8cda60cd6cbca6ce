package dev.weir.clients;

import static dev.weir.clients.Generate.calls;
import static dev.weir.clients.Generate.candidate;
import static dev.weir.clients.Generate.config;
import static dev.weir.clients.Generate.finish;
import static dev.weir.clients.Generate.followedByResults;
import static dev.weir.clients.Generate.options;
import static dev.weir.clients.Generate.parts;
import static dev.weir.clients.Generate.text;
import static dev.weir.clients.Generate.thinking;
import static dev.weir.clients.Generate.user;
import static dev.weir.clients.Generate.withTools;
import static dev.weir.clients.Sample.SAID;
import static dev.weir.clients.Sample.SAY;
import static dev.weir.clients.Sample.TWO_CALLS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GoogleSearch;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import com.google.genai.types.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The official Google Gen AI SDK, generateContent.
@Sdk(name = "google-genai-java", version = "genai.version", model = "gemini-sim")
class GenAiTest implements Suite {
    private final Generate to;

    GenAiTest(Target target) {
        to = new Generate(target);
    }

    @Override
    public Target target() {
        return to.target();
    }

    private static void checkCalls(List<Part> parts) {
        assertThat(calls(parts)).extracting(call -> call.name().orElseThrow()).isEqualTo(Sample.TOOLS);
        assertThat(calls(parts))
                .extracting(call -> call.args().orElseThrow().get("city"))
                .isEqualTo(Sample.CITIES);
    }

    @Test
    void modelsList() {
        var listed = to.sdk().models.list(ListModelsConfig.builder().build()).page();
        assertThat(listed)
                .isNotEmpty()
                .allSatisfy(model -> assertThat(model.name().orElseThrow()).startsWith("models/"));
        var first = listed.getFirst().name().orElseThrow();
        assertThat(to.sdk().models.get(first, null).name()).contains(first);
    }

    @Test
    void plain() {
        var answer = to.ask(SAY);
        assertThat(answer.text()).isEqualTo(SAID);
        assertThat(finish(answer)).isEqualTo("STOP");
        assertThat(candidate(answer).content().orElseThrow().role()).contains("model");
        assertThat(answer.responseId()).isPresent();
        assertThat(answer.modelVersion()).isPresent();
    }

    @Test
    void asynchronous() throws Exception {
        var models = to.sdk().async.models;
        var none = config().build();
        var answer = models.generateContent(to.target().model(), SAY, none);
        var stream = models.generateContentStream(to.target().model(), SAY, none);
        assertThat(answer.get(20, TimeUnit.SECONDS).text()).isEqualTo(SAID);
        assertThat(text(Generate.read(stream.get(20, TimeUnit.SECONDS), new ArrayList<>())))
                .isEqualTo(SAID);
    }

    private static void apiVersion(Generate to, String version) {
        try (var sdk =
                Generate.client(to.target().key(), options(to.target(), 20_000).apiVersion(version))) {
            var answer = sdk.models.generateContent(to.target().model(), SAY, config().build());
            assertThat(answer.text()).isEqualTo(SAID);
        }
    }

    @Test
    void stream() {
        var chunks = to.chunks(SAY, config());
        assertThat(text(chunks)).isEqualTo(SAID);
        assertThat(finishes(chunks)).containsExactly("STOP");
        assertThat(chunks)
                .extracting(GenerateContentResponse::responseId)
                .containsOnly(chunks.getFirst().responseId());
        var usage = chunks.getLast().usageMetadata().orElseThrow();
        assertThat(usage.candidatesTokenCount().orElseThrow()).isPositive();
    }

    private static List<String> finishes(List<GenerateContentResponse> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.candidates().orElse(List.of()).stream())
                .flatMap(candidate -> candidate.finishReason().stream())
                .map(Object::toString)
                .toList();
    }

    @Test
    void chat() {
        var conversation = to.sdk().chats.create(to.target().model());
        assertThat(conversation.sendMessage("[[say: first]]").text()).isEqualTo("first");
        assertThat(text(Generate.read(conversation.sendMessageStream("[[say: second]]"), new ArrayList<>())))
                .isEqualTo("second");
        assertThat(conversation.sendMessage("[[say: third]]").text()).isEqualTo("third");
    }

    @Test
    void multiTurn() throws Exception {
        var mark = Target.marker();
        var contents = List.of(
                user(Part.fromText(mark + "-first")),
                Content.builder()
                        .role("model")
                        .parts(Part.fromText(mark + "-answer"))
                        .build(),
                user(Part.fromText(mark + "-second [[say: second]]")));
        var config = config().systemInstruction(Content.fromParts(Part.fromText("Be brief. " + mark + "-system")));
        assertThat(to.ask(to.target().model(), contents, config).text()).isEqualTo("second");
        to.target().sawTurns(mark);
    }

    @Test
    void usage() {
        var usage = to.ask(SAY).usageMetadata().orElseThrow();
        int prompt = usage.promptTokenCount().orElseThrow();
        int visible = usage.candidatesTokenCount().orElseThrow();
        assertThat(prompt).isPositive();
        assertThat(visible).isPositive();
        assertThat(usage.totalTokenCount())
                .contains(prompt + visible + usage.thoughtsTokenCount().orElse(0));
    }

    @Test
    void countTokens() {
        var counted = to.sdk().models.countTokens(to.target().model(), "How long is this?", null);
        assertThat(counted.totalTokens().orElseThrow()).isPositive();
    }

    @Test
    @DisplayName("thinking")
    void thinks() {
        var answer = to.ask(SAY, thinking(config()));
        assertThat(text(answer)).isEqualTo(SAID);
        if (to.target().upstream().equals("openai")) {
            throw to.lacks(answer, "/generationConfig/thinkingConfig", "shows no thoughts");
        }
        assertThat(thoughts(List.of(answer))).isNotEmpty();
        // Cohere does not count its thoughts.
        var counted = answer.usageMetadata().orElseThrow().thoughtsTokenCount().orElse(0);
        assertThat(counted > 0).isEqualTo(!to.target().upstream().equals("cohere"));
        var chunks = to.chunks(SAY, thinking(config()));
        assertThat(thoughts(chunks)).isNotEmpty();
        assertThat(text(chunks)).isEqualTo(SAID);
    }

    private static String thoughts(List<GenerateContentResponse> answers) {
        return parts(answers).stream()
                .filter(part -> part.thought().orElse(false))
                .flatMap(part -> part.text().stream())
                .collect(Collectors.joining());
    }

    /// Signatures that the client echoes reach the provider that gave them, which checks them.
    @Test
    void thinkingWithTools() {
        var upstream = to.target().upstream();
        if (upstream.equals("openai")) {
            throw new Unsupported("OpenAI Chat gives no signed thoughts");
        }
        // The one that demands its signatures back.
        var model =
                upstream.equals("anthropic") ? to.target().model() : to.target().model() + "-thinking";
        var whole = List.of(to.ask(model, TWO_CALLS, thinking(withTools())));
        var streamed = to.chunks(model, TWO_CALLS, thinking(withTools()));
        for (var answer : List.of(whole, streamed)) {
            var parts = parts(answer);
            assertThat(parts).anyMatch(part -> part.thought().orElse(false));
            // Cohere does not sign.
            assertThat(parts.stream().anyMatch(part -> part.thoughtSignature().isPresent()))
                    .isEqualTo(!upstream.equals("cohere"));
            checkCalls(parts);
            var next = to.ask(model, followedByResults(parts), thinking(withTools()));
            assertThat(text(next)).contains("result-weather", "result-time");
        }
    }

    @Test
    void parallelTools() {
        checkCalls(to.ask(TWO_CALLS, withTools()).parts());
    }

    @Test
    void streamTools() {
        checkCalls(parts(to.chunks(TWO_CALLS, withTools())));
    }

    private static ToolConfig.Builder calling(FunctionCallingConfig.Builder how) {
        return ToolConfig.builder().functionCallingConfig(how);
    }

    @Test
    void toolChoice() {
        var named = FunctionCallingConfig.builder()
                .mode(FunctionCallingConfigMode.Known.ANY)
                .allowedFunctionNames("time");
        var answer = to.ask("What time is it in Paris?", withTools().toolConfig(calling(named)));
        assertThat(calls(answer.parts()))
                .extracting(call -> call.name().orElseThrow())
                .containsExactly("time");
        var none = FunctionCallingConfig.builder().mode(FunctionCallingConfigMode.Known.NONE);
        assertThat(calls(parts(List.of(to.ask(TWO_CALLS, withTools().toolConfig(calling(none)))))))
                .isEmpty();
    }

    @Test
    void toolResults() {
        var first = to.ask(TWO_CALLS, withTools());
        var answer = to.ask(to.target().model(), followedByResults(first.parts()), withTools());
        assertThat(answer.text()).contains("result-weather", "result-time");
    }

    /// What the SDK calls by itself.
    public static final class Weather {
        public static String weather(String city) {
            return "rain in " + city;
        }
    }

    @Test
    void automaticFunctionCalling() throws Exception {
        var weather = Weather.class.getDeclaredMethod("weather", String.class);
        var config = config().tools(Tool.builder().functions(weather));
        var answer = to.ask("[[call: weather {\"city\": \"Paris\"}]]", config);
        assertThat(answer.text()).contains("rain in Paris");
    }

    @Test
    void image() {
        var contents = List.of(user(Part.fromText("What is this?"), Part.fromBytes(Sample.PNG_BYTES, "image/png")));
        assertThat(to.ask(to.target().model(), contents, config()).text()).contains(Sample.SEEN_PNG);
    }

    @Test
    void document() {
        var contents = List.of(user(Part.fromText("Read."), Part.fromBytes(Sample.PDF_BYTES, "application/pdf")));
        var answer = to.ask(to.target().model(), contents, config());
        if (to.target().upstream().equals("cohere")) {
            throw to.lacks(answer, "/contents/0/parts/1", "takes no documents of this kind");
        }
        assertThat(answer.text()).contains(Sample.SEEN_PDF);
    }

    @Test
    void jsonSchema() {
        var schema = Schema.builder()
                .type(Type.Known.OBJECT)
                .properties(Map.of(
                        "name", Schema.builder().type(Type.Known.STRING).build(),
                        "kilometres", Schema.builder().type(Type.Known.INTEGER).build()))
                .required("name", "kilometres");
        var config = config().responseMimeType("application/json").responseSchema(schema);
        var river = Target.JSON.readTree(to.ask("Describe a river.", config).text());
        assertThat(river.path("name").isString()).isTrue();
        assertThat(river.path("kilometres").isIntegralNumber()).isTrue();
    }

    @Test
    void stopSequence() {
        var answer = to.ask("[[say: one two HALT three]]", config().stopSequences("HALT"));
        if (to.target().upstream().equals("responses")) {
            throw to.lacks(answer, "/generationConfig/stopSequences", "has no stop sequences");
        }
        assertThat(answer.text().trim()).isEqualTo("one two");
        assertThat(finish(answer)).isEqualTo("STOP");
    }

    @Test
    void maxTokens() {
        var answer = to.ask(to.target().behaving("tokens=60"), "Talk.", config().maxOutputTokens(10));
        assertThat(finish(answer)).isEqualTo("MAX_TOKENS");
    }

    @Test
    void choices() {
        var answer = to.ask("[[say: Choose.]]", config().candidateCount(2));
        if (List.of("responses", "anthropic", "cohere").contains(to.target().upstream())) {
            assertThat(answer.candidates().orElseThrow()).hasSize(1);
            throw to.lacks(answer, "/generationConfig/candidateCount", "answers once");
        }
        assertThat(answer.candidates().orElseThrow()).hasSize(2);
        var indices = to.chunks("[[say: Choose.]]", config().candidateCount(2)).stream()
                .flatMap(chunk -> chunk.candidates().orElse(List.of()).stream())
                .map(candidate -> candidate.index().orElse(0));
        assertThat(indices).containsOnly(0, 1);
    }

    @Test
    void logprobs() {
        var answer =
                to.ask("[[say: hello you]]", config().responseLogprobs(true).logprobs(2));
        var result = candidate(answer).logprobsResult();
        if (to.target().upstream().equals("anthropic")) {
            assertThat(result).isEmpty();
            throw to.lacks(answer, "/generationConfig/logprobs", "gives no log-probabilities");
        }
        assertThat(result.orElseThrow().chosenCandidates().orElseThrow())
                .extracting(token -> token.token().orElseThrow())
                .containsExactly("hello", " you");
        if (to.target().upstream().equals("cohere")) {
            throw to.lacks(
                    answer, "/generationConfig/logprobs", "gives the log-probability of what it said, and no others");
        }
        assertThat(result.orElseThrow().topCandidates().orElseThrow())
                .allSatisfy(top -> assertThat(top.candidates().orElseThrow()).hasSize(2));
    }

    private static GenerateContentConfig.Builder searching() {
        return config().tools(Tool.builder().googleSearch(GoogleSearch.builder()));
    }

    @Test
    void webSearch() {
        var answer = to.ask("[[search: rivers]]", searching());
        if (List.of("openai", "cohere").contains(to.target().upstream())) {
            throw to.lacks(answer, "/tools/0", "has no search of Google's");
        }
        var streamed = to.chunks("[[search: rivers]]", searching()).getLast();
        for (var one : List.of(answer, streamed)) {
            var grounding = candidate(one).groundingMetadata().orElseThrow();
            assertThat(grounding.webSearchQueries().orElseThrow()).containsExactly("rivers");
            var support = grounding.groundingSupports().orElseThrow().getFirst();
            int chunk = support.groundingChunkIndices().orElseThrow().getFirst();
            var web = grounding.groundingChunks().orElseThrow().get(chunk).web();
            assertThat(web.orElseThrow().uri().orElseThrow()).startsWith("http");
            assertThat(answer.text())
                    .contains(support.segment().orElseThrow().text().orElseThrow());
        }
    }

    @Test
    void refusal() {
        var answer = to.ask("[[refuse]]");
        if (to.target().upstream().equals("cohere")) {
            assertThat(answer.text()).isNotEmpty();
            throw new Unsupported("Cohere does not mark a refusal");
        }
        assertThat(finish(answer)).isEqualTo("SAFETY");
    }

    private static void fails(Class<? extends ApiException> kind, int code, String status, Runnable call) {
        var failure = Failures.failure(kind, call);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.message()).isNotEmpty();
    }

    @Test
    void errorWrongKey() {
        try (var sdk = Generate.client("invalid-key", options(to.target(), 20_000))) {
            fails(
                    ClientException.class,
                    400,
                    "INVALID_ARGUMENT",
                    () -> sdk.models.generateContent(to.target().model(), "Hello", config().build()));
        }
    }

    @Test
    void errorUnknownModel() {
        for (var model : List.of("no-such-model", to.target().sibling("no-such-model"))) {
            fails(ClientException.class, 404, "NOT_FOUND", () -> to.ask(model, "Hello", config()));
        }
    }

    @Test
    void errorBadRequest() {
        var wizard =
                Content.builder().role("wizard").parts(Part.fromText("Hello")).build();
        var calls = List.<Runnable>of(
                () -> to.ask("Hello", config().temperature(99f)),
                () -> to.chunks("Hello", config().temperature(99f)),
                () -> to.ask(to.target().model(), List.of(wizard), config()));
        calls.forEach(call -> fails(ClientException.class, 400, "INVALID_ARGUMENT", call));
    }

    @Test
    void errorRateLimit() {
        var model = to.target().behaving("fault=429");
        fails(ClientException.class, 429, "RESOURCE_EXHAUSTED", () -> to.ask(model, "Hello", config()));
        fails(ClientException.class, 429, "RESOURCE_EXHAUSTED", () -> to.chunks(model, "Hello", config()));
    }

    @Test
    void errorOverloaded() {
        var model = to.target().behaving("fault=503");
        fails(ServerException.class, 503, "UNAVAILABLE", () -> to.ask(model, "Hello", config()));
    }

    @Test
    void errorContextLength() {
        var model = to.target().behaving("fault=context-length");
        fails(ClientException.class, 400, "INVALID_ARGUMENT", () -> to.ask(model, "Hello", config()));
    }

    @Test
    void errorInStream() {
        for (var fault : to.target().faultsInStream()) {
            List<GenerateContentResponse> received = new ArrayList<>();
            var model = to.target().behaving("tokens=60", "tps=400", "fault=" + fault);
            Failures.failure(
                    ServerException.class,
                    () -> Generate.read(
                            to.sdk().models.generateContentStream(model, "Hello", config().build()), received));
            assertThat(text(received)).isNotEmpty();
            assertThat(finishes(received)).isEmpty();
        }
    }

    @Test
    void cancelStream() throws Exception {
        var mark = Target.marker();
        var model = to.target().behaving("tokens=400", "tps=20");
        try (var stream = to.sdk().models.generateContentStream(model, mark, config().build())) {
            var chunks = stream.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(chunks.next().candidates()).isPresent();
            }
        }
        to.target().awaitAborted(mark);
    }

    @Test
    void cancelBeforeFirstToken() throws Exception {
        var model = to.target().behaving("ttft=20s");
        var none = config().build();
        try (var sdk = Generate.client(to.target().key(), options(to.target(), 700))) {
            Failures.givesUp(
                    to.target(),
                    GenAiIOException.class,
                    mark -> sdk.models.generateContent(model, mark, none),
                    mark -> Generate.read(sdk.models.generateContentStream(model, mark, none), new ArrayList<>()));
        }
    }
}
