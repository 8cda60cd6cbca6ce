package dev.weir.clients;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How the suite asks, and what it reads off an answer.
record Chat(Target target, OpenAIClient sdk) {

    Chat(Target target) {
        this(target, client(target, target.key(), Duration.ofSeconds(20)));
    }

    /// A client without retries, so that every error is seen.
    static OpenAIClient client(Target target, String key, Duration timeout) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(target.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .timeout(timeout)
                .build();
    }

    /// A request of one user turn.
    ChatCompletionCreateParams.Builder request(String text) {
        return ChatCompletionCreateParams.builder().model(target.model()).addUserMessage(text);
    }

    ChatCompletionCreateParams.Builder request(ChatCompletionContentPart part) {
        return ChatCompletionCreateParams.builder()
                .model(target.model())
                .addUserMessageOfArrayOfContentParts(List.of(part));
    }

    ChatCompletion ask(ChatCompletionCreateParams.Builder request) {
        return sdk.chat().completions().create(request.build());
    }

    List<ChatCompletionChunk> chunks(ChatCompletionCreateParams.Builder request) {
        try (var stream = sdk.chat().completions().createStreaming(request.build())) {
            return stream.stream().toList();
        }
    }

    /// The answer that the SDK's own accumulator makes of a stream.
    ChatCompletion accumulated(ChatCompletionCreateParams.Builder request) {
        var accumulator = ChatCompletionAccumulator.create();
        chunks(request).forEach(accumulator::accumulate);
        return accumulator.chatCompletion();
    }

    static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElse("");
    }

    static String text(List<ChatCompletionChunk> chunks) {
        var text = new StringBuilder();
        chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .forEach(choice -> text.append(choice.delta().content().orElse("")));
        return text.toString();
    }

    static String finish(ChatCompletion answer) {
        return answer.choices().getFirst().finishReason().asString();
    }

    /// The request with two tools, `weather` and `time`, of a city each.
    static ChatCompletionCreateParams.Builder withTools(ChatCompletionCreateParams.Builder request) {
        for (var name : List.of("weather", "time")) {
            var parameters = FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                    .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                    .build();
            request.addTool(ChatCompletionFunctionTool.builder()
                    .function(FunctionDefinition.builder()
                            .name(name)
                            .parameters(parameters)
                            .build())
                    .build());
        }
        return request;
    }
}
