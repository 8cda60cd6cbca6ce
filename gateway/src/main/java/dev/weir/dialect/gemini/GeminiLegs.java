package dev.weir.dialect.gemini;

import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Json;
import dev.weir.dialect.Legs;
import dev.weir.wire.ByteSearch;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.Splice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer that ends in `finishReason: CONTINUATION`, or ends early behind a `continuationToken`, is no whole one:
/// the next leg is asked for with the same request and the token. Google's SDKs from version 3 on do so by
/// themselves.
final class GeminiLegs implements Legs {
    static final Legs LEGS = new GeminiLegs();
    static final String REASON = "CONTINUATION";
    static final String TOKEN = "continuationToken";

    private static final String CLIENT = "x-goog-api-client";
    private static final String SDK = "google-genai-sdk/";
    private static final int FIRST = 3;
    private static final ByteSearch WORD = new ByteSearch("ontinuation".getBytes(StandardCharsets.US_ASCII));

    private GeminiLegs() {}

    /// Whether a client asks for the next leg by itself.
    static boolean areAskedForBy(Map<String, String> headers) {
        String client = headers.get(CLIENT);
        int at = client == null ? -1 : client.indexOf(SDK);
        int version = 0;
        for (int i = at + SDK.length(); at >= 0 && client != null && i < client.length(); i++) {
            char c = client.charAt(i);
            if (c < '0' || c > '9' || version > 99) {
                break;
            }
            version = version * 10 + c - '0';
        }
        return version >= FIRST;
    }

    @Override
    public @Nullable String token(byte[] answer) {
        if (WORD.in(answer) < 0) {
            return null;
        }
        JsonNode read = Json.readOrNull(answer, 0, answer.length);
        JsonNode one = read instanceof ArrayNode list && list.size() == 1 ? list.get(0) : read;
        if (!(one instanceof ObjectNode object)) {
            return null;
        }
        JsonNode candidate = Spelling.ANSWER.camel(object).path("candidates").path(0);
        String reason = candidate.path("finishReason").asString("");
        String token = candidate.path(TOKEN).asString("");
        return token.isEmpty() || !reason.isEmpty() && !reason.equals(REASON) ? null : token;
    }

    @Override
    public byte[] request(byte[] last, String token) {
        Splice splice = new Splice(last);
        Splice.Obj root = splice.root();
        Splice.Member snake = root.get(Spelling.snake(TOKEN));
        Splice.Member camel = root.get(TOKEN);
        byte[] value = new ByteSink(token.length() + 2).json(token).toBytes();
        if (snake != null) {
            snake.remove(root);
        }
        if (camel == null) {
            root.add(TOKEN, value);
        } else {
            camel.replace(value);
        }
        return splice.toBytes();
    }

    @Override
    public Answer decode(List<byte[]> answers) {
        Fold fold = new Fold();
        AnswerDecoder decoder = new AnswerDecoder(AnswerDecoder.Form.WHOLE, fold);
        for (int i = 0; i < answers.size(); i++) {
            JsonNode read = Json.readOrNull(answers.get(i), 0, answers.get(i).length);
            JsonNode one = read instanceof ArrayNode list && list.size() == 1 ? list.get(0) : read;
            if (!(one instanceof ObjectNode object)) {
                return new Answer.Failed(new Failure.Broken("The provider's answer is no JSON object.", 200));
            }
            if (i > 0) {
                decoder.nextLeg();
            }
            decoder.chunk(object);
            if (fold.failure() != null) {
                return new Answer.Failed(fold.failure());
            }
        }
        decoder.end();
        Failure failure = fold.failure();
        return failure == null ? new Answer.Whole(fold.response()) : new Answer.Failed(failure);
    }

    /// Writes the last chunk of a leg without what makes clients take it for the last of all.
    static void pass(Frame frame, ByteSink out) {
        if (Json.readOrNull(frame.data(), frame.from(), frame.to()) instanceof ObjectNode chunk) {
            for (JsonNode candidate : chunk.path("candidates")) {
                if (candidate instanceof ObjectNode object) {
                    object.remove(List.of(
                            "finishReason",
                            Spelling.snake("finishReason"),
                            "finishMessage",
                            Spelling.snake("finishMessage"),
                            TOKEN,
                            Spelling.snake(TOKEN)));
                }
            }
            out.ascii("data: ");
            out.write(Json.bytes(chunk));
            out.ascii("\n\n");
        }
    }
}
