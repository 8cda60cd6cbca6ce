package dev.weir.clients;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the suite of OpenAI's Responses asks one upstream, and what it reads off an answer.
record Responses(Target target, OpenAIClient sdk) {

    Responses(Target target) {
        this(target, Chat.client(target, target.key(), Duration.ofSeconds(20)));
    }

    ResponseCreateParams.Builder request(String text) {
        return ResponseCreateParams.builder().model(target.model()).input(text);
    }

    ResponseCreateParams.Builder request(List<ResponseInputItem> turns) {
        return ResponseCreateParams.builder().model(target.model()).inputOfResponse(turns);
    }

    ResponseCreateParams.Builder request(ResponseInputContent content) {
        var turn = ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent("What is this?")
                .addContent(content)
                .build();
        return request(List.of(ResponseInputItem.ofMessage(turn)));
    }

    Response ask(ResponseCreateParams.Builder request) {
        return sdk.responses().create(request.build());
    }

    List<ResponseStreamEvent> events(ResponseCreateParams.Builder request) {
        try (var stream = sdk.responses().createStreaming(request.build())) {
            return stream.stream().toList();
        }
    }

    /// The answer that the SDK's own accumulator makes of a stream.
    Response accumulated(ResponseCreateParams.Builder request) {
        var accumulator = ResponseAccumulator.create();
        events(request).forEach(accumulator::accumulate);
        return accumulator.response();
    }

    static ResponseInputItem turn(EasyInputMessage.Role role, String text) {
        return ResponseInputItem.ofEasyInputMessage(
                EasyInputMessage.builder().role(role).content(text).build());
    }

    /// The conversation up to an answer, with the results of its calls.
    static List<ResponseInputItem> followedByResults(Response answer) {
        List<ResponseInputItem> turns = new ArrayList<>();
        turns.add(turn(EasyInputMessage.Role.USER, Sample.TWO_CALLS));
        answer.output().forEach(item -> turns.add(again(item)));
        turns.addAll(results(answer));
        return turns;
    }

    private static ResponseInputItem again(ResponseOutputItem item) {
        if (item.isReasoning()) {
            return ResponseInputItem.ofReasoning(item.asReasoning());
        }
        return item.isFunctionCall()
                ? ResponseInputItem.ofFunctionCall(item.asFunctionCall())
                : ResponseInputItem.ofResponseOutputMessage(item.asMessage());
    }

    static List<ResponseInputItem> results(Response answer) {
        return calls(answer).stream()
                .map(call -> ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output("result-" + call.name())
                        .build()))
                .toList();
    }

    static ResponseCreateParams.Builder withTools(ResponseCreateParams.Builder request) {
        for (var name : Sample.TOOLS) {
            var parameters = FunctionTool.Parameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                    .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                    .build();
            request.addTool(FunctionTool.builder()
                    .name(name)
                    .description("Tells the " + name + " of a city.")
                    .parameters(parameters)
                    .strict(true)
                    .build());
        }
        return request;
    }

    static String text(Response answer) {
        return answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    static String deltas(List<ResponseStreamEvent> events) {
        return events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(event -> event.delta())
                .collect(Collectors.joining());
    }

    static List<ResponseFunctionToolCall> calls(Response answer) {
        return answer.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
    }

    static String status(Response answer) {
        return answer.status().orElseThrow().asString();
    }
}
