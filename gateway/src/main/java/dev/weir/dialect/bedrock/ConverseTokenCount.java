package dev.weir.dialect.bedrock;

import dev.weir.chat.Delivery;
import dev.weir.chat.TokenEstimate;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.CountLane;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.TokenCount;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `POST /model/{modelId}/count-tokens`: a request of Converse in `input.converse` is counted, `{"inputTokens":n}`.
public final class ConverseTokenCount implements TokenCount {
    private static final ByteLane ANSWERS = new ConverseByteLane();

    private final ByteLane lane = new CountLane(
            ANSWERS,
            ANSWERS::probe,
            model -> ConverseProviderCodec.pathOf(model, "count-tokens"),
            List.of("inputTokens"));

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Estimated.Rejected(Rejection.noObject());
        }
        if (!(request.path("input").path("converse") instanceof ObjectNode counted)) {
            return new Estimated.Rejected(new Rejection(
                            "/input/converse", "what another provider's model counts must be a request of Converse")
                    .failure());
        }
        try {
            Asked whole = new Asked(asked.model(), Delivery.WHOLE);
            long tokens = TokenEstimate.of(new RequestReader(counted, whole).read());
            return new Estimated.Reply(Json.object().put("inputTokens", tokens));
        } catch (Rejection e) {
            return new Estimated.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Estimated.Rejected(Rejection.of(e).failure());
        }
    }
}
