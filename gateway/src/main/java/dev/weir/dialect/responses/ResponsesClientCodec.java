package dev.weir.dialect.responses;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Begun;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.StreamEncoder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Responses API as a client speaks it.
public final class ResponsesClientCodec implements ClientCodec {
    public static final String DIALECT = "openai-responses";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        JsonNode root = Json.readOrNull(body, 0, body.length);
        if (!(root instanceof ObjectNode request)) {
            return new Decoded.Rejected(new Failure.BadRequest(
                    root == null || root.isMissingNode()
                            ? "We could not parse the JSON body of your request. Let a JSON library or an SDK write it,"
                                    + " and send it as application/json."
                            : "The body of a request to the Responses API is a JSON object.",
                    null,
                    null));
        }
        try {
            return new Decoded.Accepted(new RequestReader(request).read());
        } catch (OpenAiRejection e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(OpenAiRejection.type(e).failure());
        } catch (NoSuchItem e) {
            return new Decoded.Rejected(e.failure());
        }
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(AnswerWriter.write(response, identity, losses));
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new ResponsesStreamEncoder(identity, losses);
    }

    /// What a provider told itself is gone on with under the ids and numbers that it gave.
    @Override
    public @Nullable StreamEncoder encoder(Begun begun, Identity identity, Delivery delivery, Consumer<Loss> losses) {
        if (begun.bytes() == null) {
            return ClientCodec.super.encoder(begun, identity, delivery, losses);
        }
        BegunResponse told = BegunResponse.read(begun.bytes());
        return told == null || begun.openText() >= 0 && !told.isWriting()
                ? null
                : new ResponsesStreamEncoder(identity, losses, told, begun.openText());
    }

    @Override
    public ErrorReply error(Failure failure) {
        return OpenAiErrorReply.of(failure, "input");
    }
}
