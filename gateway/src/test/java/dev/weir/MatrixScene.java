package dev.weir;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;

/// What a conversation brought.
enum MatrixScene {
    WORDS,
    THINKING,
    PARALLEL_CALLS,
    CITATIONS,
    REFUSAL,
    CUT,
    LOGPROBS,
    SEVERAL,
    PICTURE,
    SOUND,
    CACHE_WRITES,
    SEARCH,
    CODE;

    /// Whether a provider of a dialect may say such a thing: what others ran it only repeats to the gateway.
    boolean isOf(MatrixDialect provider) {
        return this != SEARCH && this != CODE || provider != MatrixDialect.GEMINI;
    }

    /// Whether a provider's stream says it: Bedrock's holds no media.
    boolean isStreamedBy(MatrixDialect provider) {
        return this != PICTURE && this != SOUND || provider != MatrixDialect.CONVERSE;
    }

    ChatResponse answer(String issuer) {
        return switch (this) {
            case WORDS -> answer(Stop.COMPLETE, new Part.Text("Ä \"word\" 日😀\n"));
            case THINKING ->
                answer(
                        Stop.COMPLETE,
                        new Part.Thought("First this.", Form.FULL, seal(issuer, "c2Vh/G+s")),
                        new Part.Text("Then that."));
            case PARALLEL_CALLS ->
                answer(
                        Stop.TOOL_CALLS,
                        new Part.Text("Both."),
                        new Part.ToolCall("c1", ToolKind.FUNCTION, "one", "{\"a\":[1,\"x\"]}", Marks.NONE),
                        new Part.ToolCall("c2", ToolKind.FUNCTION, "two", "{\"b\":null}", Marks.NONE));
            case CITATIONS ->
                answer(
                        Stop.COMPLETE,
                        new Part.Text(
                                "Ada wrote it.",
                                List.of(new Annotation(
                                        new Annotation.Span(0, 3, Annotation.Unit.CODE_POINTS),
                                        "https://x.test/ada",
                                        "On Ada",
                                        "It was Ada",
                                        Extras.NONE)),
                                Marks.NONE));
            case REFUSAL -> answer(Stop.REFUSED, new Part.Refusal("I would rather not.", Marks.NONE));
            case CUT -> answer(Stop.MAX_TOKENS, new Part.Text("As far as"));
            case LOGPROBS ->
                response(new Choice(
                        0,
                        List.of(new Part.Text("Hi")),
                        finish(Stop.COMPLETE),
                        List.of(new Logprob("Hi", -0.25, null, List.of())),
                        Extras.NONE));
            case SEVERAL ->
                response(
                        new Choice(0, List.of(new Part.Text("one")), finish(Stop.COMPLETE), List.of(), Extras.NONE),
                        new Choice(1, List.of(new Part.Text("two")), finish(Stop.MAX_TOKENS), List.of(), Extras.NONE));
            case PICTURE ->
                answer(
                        Stop.COMPLETE,
                        new Part.Text("Look:"),
                        new Part.Media(
                                Part.MediaKind.IMAGE,
                                new Part.Source.Inline("iVBORw0KGgo="),
                                "image/png",
                                null,
                                Marks.NONE));
            case SOUND ->
                answer(
                        Stop.COMPLETE,
                        new Part.Text("Listen:"),
                        new Part.Media(
                                Part.MediaKind.AUDIO,
                                new Part.Source.Inline("UklGRgAAAAA="),
                                "audio/wav",
                                null,
                                Marks.NONE));
            case CACHE_WRITES ->
                response(
                        new Usage.Input(20, 10, 15, 5, 0, 0),
                        new Choice(0, List.of(new Part.Text("Kept.")), finish(Stop.COMPLETE), List.of(), Extras.NONE));
            case SEARCH ->
                answer(
                        Stop.COMPLETE,
                        new Part.HostedCall("h1", "web_search", "{\"query\":\"who\"}", Marks.NONE),
                        new Part.HostedResult(
                                "h1",
                                "web_search_tool_result",
                                Json.array().add(Json.object().put("url", "https://x.test/found")),
                                Part.Outcome.OK,
                                Marks.NONE),
                        new Part.Text("Found."));
            case CODE ->
                answer(
                        Stop.COMPLETE,
                        new Part.HostedCall("h2", "code_execution", "{\"code\":\"print(6*7)\"}", Marks.NONE),
                        new Part.HostedResult(
                                "h2",
                                "code_execution_tool_result",
                                Json.object().put("stdout", "forty-two"),
                                Part.Outcome.OK,
                                Marks.NONE),
                        new Part.Text("Done."));
        };
    }

    private static Marks seal(String issuer, String opaque) {
        return issuer.isEmpty() ? Marks.NONE : Marks.of(new Seal(issuer, opaque));
    }

    private static Finish finish(Stop stop) {
        return new Finish(stop, null, null, Extras.NONE);
    }

    private static ChatResponse answer(Stop stop, Part... parts) {
        return response(new Choice(0, List.of(parts), finish(stop), List.of(), Extras.NONE));
    }

    private static ChatResponse response(Choice... choices) {
        return response(new Usage.Input(30, 20, 0, 0, 0, 0), choices);
    }

    private static ChatResponse response(Usage.Input input, Choice... choices) {
        Usage usage = new Usage(input, new Usage.Output(12, 5, 0, 0), Usage.Source.REPORTED, null);
        return new ChatResponse(new Head("id-1", "model-1", 17L), List.of(choices), usage, List.of());
    }

    /// How many answers were asked for.
    int choices() {
        return answer("").choices().size();
    }

    /// What a provider says, piece by piece.
    List<StreamEvent> events(String issuer) {
        return events(answer(issuer));
    }

    /// The events of an answer, its log-probabilities included.
    static List<StreamEvent> events(ChatResponse answer) {
        List<StreamEvent> out = new ArrayList<>();
        for (StreamEvent event : Answers.events(answer)) {
            if (event instanceof StreamEvent.BlockEnded(int number, int _)
                    && !answer.choices().get(number).logprobs().isEmpty()) {
                out.add(new StreamEvent.LogprobsAdded(
                        number, answer.choices().get(number).logprobs()));
            }
            out.add(event);
        }
        return out;
    }
}
