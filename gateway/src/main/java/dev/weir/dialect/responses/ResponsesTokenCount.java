package dev.weir.dialect.responses;

import dev.weir.chat.Failure;
import dev.weir.chat.TokenEstimate;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.TokenCount;

/// `POST /v1/responses/input_tokens`: `{"object":"response.input_tokens","input_tokens":n}`.
public final class ResponsesTokenCount implements TokenCount {
    private static final String TOKENS = "input_tokens";

    private final ByteLane lane = new ResponsesErrand("/responses/" + TOKENS, TOKENS, ResponsesErrand.Meter.COUNTED);

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        return switch (new ResponsesClientCodec().decode(body, asked)) {
            case Decoded.Rejected(Failure failure) -> new Estimated.Rejected(failure);
            case Decoded.Accepted accepted ->
                new Estimated.Reply(Json.object()
                        .put("object", "response." + TOKENS)
                        .put(TOKENS, TokenEstimate.of(accepted.request())));
        };
    }
}
