package dev.weir.dialect.anthropic;

import dev.weir.chat.Failure;
import dev.weir.chat.TokenEstimate;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.CountLane;
import dev.weir.dialect.Json;
import dev.weir.dialect.TokenCount;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/messages/count_tokens`: `{"input_tokens":n}`.
public final class MessagesTokenCount implements TokenCount {
    private static final ByteLane MESSAGES = new MessagesByteLane();

    private final ByteLane lane =
            new CountLane(MESSAGES, MESSAGES::probe, _ -> "/messages/count_tokens", List.of("input_tokens"));

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Estimated.Rejected(new Failure.BadRequest("The request body is not a JSON object.", null, null));
        }
        try {
            long tokens = TokenEstimate.of(new RequestReader(request).readToCount());
            return new Estimated.Reply(Json.object().put("input_tokens", tokens));
        } catch (Rejection rejection) {
            return new Estimated.Rejected(rejection.failure());
        }
    }
}
