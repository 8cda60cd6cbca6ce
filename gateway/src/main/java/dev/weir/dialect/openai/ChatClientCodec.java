package dev.weir.dialect.openai;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Wording;
import dev.weir.dialect.Asked;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI Chat Completions as a client speaks it, with the documented extensions of the gateways that clients come
/// from: `cache_control`, `reasoning_content`, `reasoning_details`, `extra_content`, `thinking`, hosted tools.
public final class ChatClientCodec implements ClientCodec {
    public static final String DIALECT = "openai-chat";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        JsonNode root = Json.readOrNull(body, 0, body.length);
        if (root == null || root.isMissingNode()) {
            return new Decoded.Rejected(new Failure.BadRequest(
                    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your"
                            + " HTTP library correctly. The API expects a JSON payload, but what was sent was not"
                            + " valid JSON.)",
                    null,
                    null));
        }
        if (!(root instanceof ObjectNode request)) {
            return new Decoded.Rejected(new Failure.BadRequest(
                    "Invalid type for the request: expected an object. Send a JSON object with 'model' and"
                            + " 'messages'.",
                    null,
                    "invalid_type"));
        }
        try {
            return new Decoded.Accepted(
                    new ChatRequestReader(request, Wording.of(request, ChatVocabulary.WORDS)).read());
        } catch (OpenAiRejection e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(OpenAiRejection.type(e).failure());
        }
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        return Json.bytes(new ChatAnswerWriter(response, identity, losses).write());
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new ChatStreamEncoder(identity, delivery, losses);
    }

    @Override
    public ErrorReply error(Failure failure) {
        return OpenAiErrorReply.of(failure, "messages");
    }
}
