package dev.weir.dialect.openai;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Detail;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Setting;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Vocabulary;
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
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's legacy Completions as a client speaks it, for a model that only chats: the prompt becomes the one message
/// of a chat. What a chat cannot do (several prompts, token ids, `suffix`, `echo`, `best_of`, `logprobs`) is refused.
public final class CompletionsClientCodec implements ClientCodec {
    public static final String DIALECT = "openai-completions";

    private static final String SAYS = " in a legacy completion needs a model that completes texts, and the target only"
            + " chats. Leave it out, ask /v1/chat/completions, or choose a target that speaks " + DIALECT + ".";
    private static final int MAX_EVENT = 32 << 20;

    /// The words of a chat, but that its one message is the prompt.
    private static final Vocabulary PROMPT = new Vocabulary() {
        @Override
        public List<String> of(Setting setting) {
            return setting == Setting.CONVERSATION ? List.of("/prompt") : ChatVocabulary.WORDS.of(setting);
        }

        @Override
        public List<String> of(Detail detail) {
            return List.of();
        }

        @Override
        public String respelled(String name) {
            return name.equals("messages") ? "prompt" : name;
        }
    };

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Decoded decode(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Decoded.Rejected(new Failure.BadRequest(
                    "The body of a completion request is a JSON object with 'model' and 'prompt'.", null, null));
        }
        try {
            return new Decoded.Accepted(new ChatRequestReader(chat(request), Wording.of(request, PROMPT)).read());
        } catch (OpenAiRejection e) {
            return new Decoded.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Decoded.Rejected(OpenAiRejection.type(e).failure());
        }
    }

    /// The same request as a chat.
    private static ObjectNode chat(ObjectNode request) {
        ObjectNode chat = request.deepCopy();
        String prompt = prompt(chat.remove("prompt"));
        for (String name : List.of("suffix", "logprobs")) {
            JsonNode value = chat.remove(name);
            if (value != null && !value.isNull() && !value.asString("x").isEmpty()) {
                throw cannot(name);
            }
        }
        JsonNode echo = chat.remove("echo");
        if (echo != null && echo.isBoolean() && echo.booleanValue()) {
            throw cannot("echo");
        }
        JsonNode best = chat.remove("best_of");
        if (best != null && best.isNumber() && best.intValue() > 1) {
            throw cannot("best_of");
        }
        chat.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return chat;
    }

    private static String prompt(@Nullable JsonNode prompt) {
        JsonNode one = prompt instanceof ArrayNode several && several.size() == 1 ? several.get(0) : prompt;
        if (one == null || one.isNull()) {
            throw OpenAiRejection.missing("/prompt");
        }
        if (one.isString()) {
            return one.stringValue();
        }
        if (one.isArray()) {
            throw OpenAiRejection.said(
                    "Several prompts, or one of token ids," + SAYS, "/prompt", "unsupported_parameter");
        }
        if (one.isNumber()) {
            throw OpenAiRejection.said("A prompt of token ids" + SAYS, "/prompt", "unsupported_parameter");
        }
        throw new Fields.WrongType("/prompt", "a string or an array", one);
    }

    private static OpenAiRejection cannot(String name) {
        return OpenAiRejection.said("`" + name + "`" + SAYS, "/" + name, "unsupported_parameter");
    }

    @Override
    public byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        ObjectNode out = new ChatAnswerWriter(response, identity, losses).write();
        out.put("object", "text_completion");
        for (JsonNode choice : out.path("choices")) {
            if (choice instanceof ObjectNode each) {
                text(each, each.remove("message"), losses);
                each.putNull("logprobs");
            }
        }
        return Json.bytes(out);
    }

    /// Puts the text of a message where a completion has it; what else is in it has no place there.
    private static void text(ObjectNode choice, @Nullable JsonNode message, Consumer<Loss> losses) {
        JsonNode content = message == null ? Json.object() : message.path("content");
        choice.put("text", content.asString(""));
        if (message != null) {
            message.propertyNames().forEach(name -> {
                JsonNode value = message.get(name);
                boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
                if (says && !name.equals("content") && !name.equals("role")) {
                    losses.accept(new Loss(
                            "/choices/" + choice.path("index").asInt(0) + "/message/" + name,
                            Verdict.DROPPED,
                            "a legacy completion is a text and nothing else"));
                }
            });
        }
    }

    @Override
    public StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        return new Stream(new ChatStreamEncoder(identity, delivery, losses), losses);
    }

    @Override
    public ErrorReply error(Failure failure) {
        return OpenAiErrorReply.of(failure, "prompt");
    }

    /// Writes the chunks of a chat as those of a completion.
    private static final class Stream implements StreamEncoder, SseReader.Sink {
        private final ChatStreamEncoder chat;
        private final Consumer<Loss> losses;
        private final ByteSink chunks = new ByteSink(256);
        private final SseReader reader = new SseReader(MAX_EVENT);
        private ByteSink out = new ByteSink(0);

        Stream(ChatStreamEncoder chat, Consumer<Loss> losses) {
            this.chat = chat;
            this.losses = losses;
        }

        @Override
        public void event(StreamEvent event, ByteSink sink) {
            out = sink;
            chat.event(event, chunks);
            byte[] bytes = chunks.toBytes();
            chunks.clear();
            try {
                reader.feed(bytes, 0, bytes.length, this);
            } catch (SseReader.TooLong e) {
                throw new IllegalStateException("an event of the gateway's own is too long", e);
            }
        }

        @Override
        public void frame(Frame frame) {
            JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
            if (!(node instanceof ObjectNode chunk) || chunk.has("error")) {
                out.write(frame.raw(), frame.rawFrom(), frame.rawTo() - frame.rawFrom());
                return;
            }
            chunk.put("object", "text_completion");
            boolean says = chunk.path("usage").isObject();
            for (JsonNode choice : chunk.path("choices")) {
                if (choice instanceof ObjectNode each) {
                    text(each, each.remove("delta"), losses);
                    each.putNull("logprobs");
                    says |= !each.path("text").asString("").isEmpty()
                            || !each.path("finish_reason").isNull();
                }
            }
            if (says) {
                out.ascii("data: ");
                out.write(Json.bytes(chunk));
                out.ascii("\n\n");
            }
        }

        @Override
        public void unfinished(Frame frame) {
            frame(frame);
        }
    }
}
