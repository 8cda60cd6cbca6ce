package dev.weir.dialect;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Setting;
import dev.weir.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The form of an answer asked for in words, for targets that enforce none. The answer is then the gateway's to check.
public final class ShapeWords {
    private static final String ONE_VALUE =
            "Answer with one JSON value and nothing else: no words around it, no code fence.";
    private static final String ONE_OBJECT =
            "Answer with one JSON object and nothing else: no words around it, no code fence.";

    private ShapeWords() {}

    /// What a model is told; nothing where any form will do.
    public static String of(OutputShape shape) {
        return switch (shape) {
            case OutputShape.Free _ -> "";
            case OutputShape.JsonObject _ -> ONE_OBJECT;
            case OutputShape.JsonSchema schema ->
                (isObject(schema) ? ONE_OBJECT : ONE_VALUE) + " It follows this JSON Schema: "
                        + Json.text(schema.schema());
        };
    }

    /// Encodes a request whose shape the target does not know as one that asks for it in words.
    public static Encoded encode(ChatRequest request, Function<ChatRequest, Encoded> encoder) {
        Encoded encoded = encoder.apply(inWords(request));
        List<Loss> losses = new ArrayList<>(encoded.losses());
        losses.add(loss(request));
        return new Encoded(encoded.body(), losses);
    }

    /// What the receipt says of it.
    public static Loss loss(ChatRequest request) {
        return new Loss(
                path(request),
                Loss.Verdict.COERCED,
                "the form is asked for in words, for the target enforces none; the gateway checks the answer");
    }

    /// The request of somebody who got an answer in another form: shows it, and says what is wrong with it.
    ///
    /// @param why sentences
    public static ChatRequest again(ChatRequest request, String answer, String why) {
        List<Turn> turns = new ArrayList<>(request.turns());
        turns.add(turn(request, Role.ASSISTANT, answer.isBlank() ? "(nothing)" : answer));
        turns.add(turn(request, Role.USER, why + " " + of(request.output())));
        return request.with(turns, request.output());
    }

    private static Turn turn(ChatRequest request, Role role, String words) {
        return new Turn(role, List.of(new Part.Text(words)), null, path(request), Marks.NONE);
    }

    private static String path(ChatRequest request) {
        return request.wording().path(Setting.OUTPUT);
    }

    private static ChatRequest inWords(ChatRequest request) {
        List<Turn> turns = new ArrayList<>(request.turns());
        int at = 0;
        while (at < turns.size() && isSystem(turns.get(at).role())) {
            at++;
        }
        turns.add(at, turn(request, Role.SYSTEM, of(request.output())));
        return request.with(turns, new OutputShape.Free());
    }

    private static boolean isSystem(Role role) {
        return role == Role.SYSTEM || role == Role.DEVELOPER;
    }

    private static boolean isObject(OutputShape.JsonSchema shape) {
        return "object".equals(shape.schema().path("type").asString(""));
    }
}
