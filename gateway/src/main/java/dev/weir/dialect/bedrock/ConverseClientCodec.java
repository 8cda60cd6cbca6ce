package dev.weir.dialect.bedrock;

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
import dev.weir.dialect.StreamEncoder;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Amazon Bedrock's Converse and ConverseStream as a client speaks them: AWS' SDKs, with their endpoint moved.
public final class ConverseClientCodec implements ClientCodec {
    @Override
    public String dialect() {
        return ConverseProviderCodec.DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Decoded.Rejected(Rejection.noObject());
        }
        try {
            return new Decoded.Accepted(new RequestReader(request, asked).read());
        } catch (Rejection e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(Rejection.of(e).failure());
        }
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(new AnswerWriter(new AnswerLosses(losses)).write(response));
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new ConverseStreamEncoder(new AnswerLosses(losses));
    }

    @Override
    public ErrorReply error(Failure failure) {
        return ConverseErrorReply.of(failure);
    }
}
