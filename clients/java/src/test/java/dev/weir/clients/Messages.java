package dev.weir.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the suite of Anthropic's SDK asks one upstream, and what it reads off an answer.
record Messages(Target target, AnthropicClient sdk) {

    Messages(Target target) {
        this(target, client(target, target.key(), Duration.ofSeconds(20)));
    }

    /// A client without retries, so that every error is seen.
    static AnthropicClient client(Target target, String key, Duration timeout) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(target.url())
                .apiKey(key)
                .maxRetries(0)
                .timeout(timeout)
                .build();
    }

    /// Whether the provider speaks another dialect.
    boolean across() {
        return !target.direct() && !target.upstream().equals("anthropic");
    }

    /// A request that has no turn yet.
    MessageCreateParams.Builder request() {
        return MessageCreateParams.builder().model(target.model()).maxTokens(1000);
    }

    /// A request of one user turn.
    MessageCreateParams.Builder request(String text) {
        return request().addUserMessage(text);
    }

    MessageCreateParams.Builder request(ContentBlockParam block) {
        return request().addUserMessageOfContentBlockParams(List.of(block, ContentBlockParam.ofText("What is this?")));
    }

    Message ask(MessageCreateParams.Builder request) {
        return sdk.messages().create(request.build());
    }

    List<RawMessageStreamEvent> events(MessageCreateParams.Builder request) {
        try (var stream = sdk.messages().createStreaming(request.build())) {
            return stream.stream().toList();
        }
    }

    /// The answer that the SDK's own accumulator makes of a stream.
    Message accumulated(MessageCreateParams.Builder request) {
        var accumulator = MessageAccumulator.create();
        events(request).forEach(accumulator::accumulate);
        return accumulator.message();
    }

    /// The conversation up to an answer, with the results of its calls.
    MessageCreateParams.Builder followedByResults(MessageCreateParams.Builder request, Message answer) {
        var results = calls(answer).stream()
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content("result-" + call.name())
                        .build()))
                .toList();
        return request.addMessage(answer).addUserMessageOfContentBlockParams(results);
    }

    static MessageCreateParams.Builder withTools(MessageCreateParams.Builder request) {
        for (var name : Sample.TOOLS) {
            var city = Tool.InputSchema.Properties.builder()
                    .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                    .build();
            request.addTool(Tool.builder()
                    .name(name)
                    .description("Tells the " + name + " of a city.")
                    .inputSchema(Tool.InputSchema.builder()
                            .properties(city)
                            .addRequired("city")
                            .build())
                    .build());
        }
        return request;
    }

    static MessageCreateParams.Builder thinking(MessageCreateParams.Builder request) {
        return request.enabledThinking(1024).maxTokens(4000);
    }

    static String text(Message answer) {
        return answer.content().stream()
                .flatMap(block -> block.text().stream())
                .map(TextBlock::text)
                .collect(Collectors.joining());
    }

    static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream()
                .filter(ContentBlock::isToolUse)
                .map(ContentBlock::asToolUse)
                .toList();
    }

    static String stop(Message answer) {
        return answer.stopReason().orElseThrow().asString();
    }
}
