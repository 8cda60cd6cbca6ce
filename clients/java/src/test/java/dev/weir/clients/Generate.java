package dev.weir.clients;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the suite of Google's SDK asks one upstream, and what it reads off an answer.
record Generate(Target target, Client sdk) {

    Generate(Target target) {
        this(target, client(target.key(), options(target, 20_000)));
    }

    static HttpOptions.Builder options(Target target, int milliseconds) {
        return HttpOptions.builder()
                .baseUrl(target.url())
                .timeout(milliseconds)
                .retryOptions(HttpRetryOptions.builder().attempts(1));
    }

    static Client client(String key, HttpOptions.Builder options) {
        return Client.builder().apiKey(key).httpOptions(options.build()).build();
    }

    static GenerateContentConfig.Builder config() {
        return GenerateContentConfig.builder();
    }

    GenerateContentResponse ask(String text) {
        return ask(text, config());
    }

    GenerateContentResponse ask(String text, GenerateContentConfig.Builder config) {
        return ask(target.model(), text, config);
    }

    GenerateContentResponse ask(String model, String text, GenerateContentConfig.Builder config) {
        return sdk.models.generateContent(model, text, config.build());
    }

    GenerateContentResponse ask(String model, List<Content> contents, GenerateContentConfig.Builder config) {
        return sdk.models.generateContent(model, contents, config.build());
    }

    List<GenerateContentResponse> chunks(String text, GenerateContentConfig.Builder config) {
        return chunks(target.model(), text, config);
    }

    List<GenerateContentResponse> chunks(String model, String text, GenerateContentConfig.Builder config) {
        return read(sdk.models.generateContentStream(model, text, config.build()), new ArrayList<>());
    }

    static List<GenerateContentResponse> read(
            ResponseStream<GenerateContentResponse> stream, List<GenerateContentResponse> received) {
        try (stream) {
            stream.forEach(received::add);
        }
        return received;
    }

    Unsupported lacks(GenerateContentResponse answer, String pointer, String words) {
        var headers = answer.sdkHttpResponse().orElseThrow().headers().orElse(Map.of());
        return target.lacks(List.of(headers.getOrDefault("x-weir-loss", "")), pointer, words);
    }

    static GenerateContentConfig.Builder withTools() {
        var declared = Sample.TOOLS.stream()
                .map(name -> FunctionDeclaration.builder()
                        .name(name)
                        .description("Tells the " + name + " of a city.")
                        .parameters(Schema.builder()
                                .type(Type.Known.OBJECT)
                                .properties(Map.of(
                                        "city",
                                        Schema.builder().type(Type.Known.STRING).build()))
                                .required("city"))
                        .build())
                .toList();
        return config().tools(Tool.builder().functionDeclarations(declared));
    }

    static GenerateContentConfig.Builder thinking(GenerateContentConfig.Builder config) {
        return config.thinkingConfig(
                ThinkingConfig.builder().includeThoughts(true).thinkingBudget(1024));
    }

    static Content user(Part... parts) {
        return Content.builder().role("user").parts(parts).build();
    }

    /// The conversation up to an answer, with the results of its calls.
    static List<Content> followedByResults(List<Part> answer) {
        var results = calls(answer).stream()
                .map(call -> {
                    var name = call.name().orElseThrow();
                    var result = FunctionResponse.builder().name(name).response(Map.of("result", "result-" + name));
                    call.id().ifPresent(result::id);
                    return Part.builder().functionResponse(result).build();
                })
                .toList();
        return List.of(
                user(Part.fromText(Sample.TWO_CALLS)),
                Content.builder().role("model").parts(answer).build(),
                Content.builder().role("user").parts(results).build());
    }

    static Candidate candidate(GenerateContentResponse answer) {
        return answer.candidates().orElseThrow().getFirst();
    }

    static List<Part> parts(List<GenerateContentResponse> answers) {
        return answers.stream()
                .flatMap(
                        answer -> answer.candidates().orElse(List.of()).stream().limit(1))
                .flatMap(candidate -> candidate.content().stream())
                .flatMap(content -> content.parts().orElse(List.of()).stream())
                .toList();
    }

    static List<FunctionCall> calls(List<Part> parts) {
        return parts.stream().flatMap(part -> part.functionCall().stream()).toList();
    }

    /// What was said, without the thoughts.
    static String text(List<GenerateContentResponse> answers) {
        return parts(answers).stream()
                .filter(part -> !part.thought().orElse(false))
                .flatMap(part -> part.text().stream())
                .collect(Collectors.joining());
    }

    static String text(GenerateContentResponse answer) {
        return text(List.of(answer));
    }

    static String finish(GenerateContentResponse answer) {
        return candidate(answer).finishReason().orElseThrow().toString();
    }
}
