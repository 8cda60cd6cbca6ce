package dev.weir.dialect.anthropic;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic Messages as a client speaks it, under either version of the API: they do not differ in anything that a
/// codec sees.
public final class MessagesClientCodec implements ClientCodec {
    @Override
    public String dialect() {
        return MessagesProviderCodec.DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        JsonNode root = Json.readOrNull(body, 0, body.length);
        if (root == null || root.isMissingNode()) {
            return rejected("The request body is not valid JSON.");
        }
        if (!(root instanceof ObjectNode request)) {
            return rejected("The request body is not a JSON object: Input should be a valid dictionary");
        }
        try {
            return new Decoded.Accepted(new RequestReader(request).read());
        } catch (Rejection e) {
            return new Decoded.Rejected(e.failure());
        }
    }

    private static Decoded rejected(String message) {
        return new Decoded.Rejected(new Failure.BadRequest(message, null, null));
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(new AnswerWriter(response, identity, losses).write());
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new MessagesStreamEncoder(identity, losses);
    }

    @Override
    public ErrorReply error(Failure failure) {
        return MessagesErrorReply.of(failure);
    }
}
