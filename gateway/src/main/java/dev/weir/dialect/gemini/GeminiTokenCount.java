package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import dev.weir.chat.TokenEstimate;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.CountLane;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.TokenCount;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `models/{model}:countTokens`: `{"totalTokens":n}`, of `contents` or of a whole `generateContentRequest`.
public final class GeminiTokenCount implements TokenCount {
    private static final String WHOLE_REQUEST = "generateContentRequest";

    private final ByteLane lane = new CountLane(
            new GeminiByteLane(),
            (body, asked) -> RequestLook.probe(body, asked, WHOLE_REQUEST),
            model -> ModelPath.of(model, "countTokens"),
            List.of("totalTokens", "total_tokens"));

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Estimated.Rejected(Wrong.noObject().failure());
        }
        JsonNode camel = request.get(WHOLE_REQUEST);
        JsonNode inner = camel == null ? request.get(Spelling.snake(WHOLE_REQUEST)) : camel;
        ObjectNode counted = inner instanceof ObjectNode whole ? whole : request;
        try {
            long tokens = TokenEstimate.of(new RequestReader(counted, "", Delivery.WHOLE).read());
            return new Estimated.Reply(Json.object().put("totalTokens", tokens));
        } catch (Wrong e) {
            return new Estimated.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Estimated.Rejected(Wrong.type(e).failure());
        }
    }
}
