package dev.weir.dialect.gemini;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Gemini `generateContent` and `streamGenerateContent` as a client speaks them: Google's SDKs, and what is written
/// after their documents.
///
/// Thoughts of other vendors travel as thoughts of Gemini's do, their seals in [SealEnvelope]; calls of hosted tools
/// as `toolCall` and `toolResponse`; citations as `groundingMetadata`.
public final class GeminiClientCodec implements ClientCodec {
    @Override
    public String dialect() {
        return GeminiProviderCodec.DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        JsonNode root = Json.readOrNull(body, 0, body.length);
        if (!(root instanceof ObjectNode request)) {
            boolean json = root != null && !root.isMissingNode();
            return new Decoded.Rejected(
                    json ? Wrong.noObject().failure() : Wrong.noJson().failure());
        }
        String model = asked.model();
        Delivery delivery = asked.delivery();
        try {
            RequestReader reader = new RequestReader(
                    request, model == null ? "" : model, delivery == null ? Delivery.WHOLE : delivery);
            return new Decoded.Accepted(reader.read());
        } catch (Wrong e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(Wrong.type(e).failure());
        }
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(new AnswerWriter(response, identity, new AnswerLosses(losses)).write());
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new GeminiStreamEncoder(identity, new AnswerLosses(losses));
    }

    @Override
    public ErrorReply error(Failure failure) {
        return GeminiErrorReply.of(failure);
    }
}
