package dev.weir.dialect.cohere;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.RetryHeaders;
import dev.weir.dialect.StreamEncoder;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Cohere's `POST /v2/chat` as a client speaks it.
public final class CohereClientCodec implements ClientCodec {
    @Override
    public String dialect() {
        return CohereProviderCodec.DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Decoded.Rejected(
                    new Failure.BadRequest("invalid request: the body must be a JSON object", null, null));
        }
        try {
            return new Decoded.Accepted(new RequestReader(request).read());
        } catch (Rejection e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(Rejection.of(e).failure());
        }
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(new AnswerWriter(new AnswerLosses(losses)).write(response, identity));
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new CohereStreamEncoder(identity, new AnswerLosses(losses));
    }

    @Override
    public ErrorReply error(Failure failure) {
        return new ErrorReply(
                OpenAiErrorReply.status(failure),
                Json.text(Json.object().put("message", failure.message())),
                RetryHeaders.of(failure));
    }
}
