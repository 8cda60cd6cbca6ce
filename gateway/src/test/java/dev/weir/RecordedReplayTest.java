package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations that go on: what a provider said, sent back by a client of each dialect in its next request, comes to
/// the provider as it was said, its words, its calls and its seals.
class RecordedReplayTest {
    private static final RecordedCounts COUNTS = new RecordedCounts();
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");

    /// A client, and how it sends an answer back.
    enum Client {
        CHAT(new ChatClientCodec()) {
            @Override
            ObjectNode next(JsonNode answer) {
                JsonNode message = answer.at("/choices/0/message");
                ObjectNode body = Json.object().put("model", "m");
                ArrayNode messages = body.putArray("messages").add(says("user"));
                messages.add(message);
                message.path("tool_calls")
                        .forEach(call -> messages.addObject()
                                .put("role", "tool")
                                .put("content", "ok")
                                .set("tool_call_id", call.path("id")));
                messages.add(says("user"));
                return body;
            }
        },
        RESPONSES(new ResponsesClientCodec()) {
            @Override
            ObjectNode next(JsonNode answer) {
                ObjectNode body = Json.object().put("model", "m");
                ArrayNode input = body.putArray("input").add(says("user"));
                answer.path("output").forEach(input::add);
                for (JsonNode item : answer.path("output")) {
                    String type = item.path("type").asString("");
                    if (type.equals("function_call") || type.equals("custom_tool_call")) {
                        input.addObject()
                                .put("type", type + "_output")
                                .put("output", "ok")
                                .set("call_id", item.path("call_id"));
                    }
                }
                input.add(says("user"));
                return body;
            }
        },
        MESSAGES(new MessagesClientCodec()) {
            @Override
            ObjectNode next(JsonNode answer) {
                ObjectNode body = Json.object().put("model", "m").put("max_tokens", 9);
                ArrayNode messages = body.putArray("messages").add(says("user"));
                messages.addObject().put("role", "assistant").set("content", answer.path("content"));
                ArrayNode results = messages.addObject().put("role", "user").putArray("content");
                for (JsonNode block : answer.path("content")) {
                    if (block.path("type").asString("").equals("tool_use")) {
                        results.addObject().put("type", "tool_result").set("tool_use_id", block.path("id"));
                    }
                }
                results.addObject().put("type", "text").put("text", "Go on.");
                return body;
            }
        },
        GEMINI(new GeminiClientCodec()) {
            @Override
            ObjectNode next(JsonNode answer) {
                ObjectNode body = Json.object();
                ArrayNode contents = body.putArray("contents");
                contents.addObject()
                        .put("role", "user")
                        .putArray("parts")
                        .addObject()
                        .put("text", "Hi.");
                contents.add(answer.at("/candidates/0/content"));
                ArrayNode parts = contents.addObject().put("role", "user").putArray("parts");
                for (JsonNode part : answer.at("/candidates/0/content/parts")) {
                    if (part.has("functionCall")) {
                        ObjectNode response = parts.addObject().putObject("functionResponse");
                        response.set("name", part.at("/functionCall/name"));
                        response.set("id", part.at("/functionCall/id"));
                        response.putObject("response").put("result", "ok");
                    }
                }
                parts.addObject().put("text", "Go on.");
                return body;
            }
        },
        COHERE(new CohereClientCodec()) {
            @Override
            ObjectNode next(JsonNode answer) {
                ObjectNode body = Json.object().put("model", "m");
                ArrayNode messages = body.putArray("messages").add(says("user"));
                messages.add(answer.path("message"));
                answer.at("/message/tool_calls")
                        .forEach(call -> messages.addObject()
                                .put("role", "tool")
                                .put("content", "ok")
                                .set("tool_call_id", call.path("id")));
                messages.add(says("user"));
                return body;
            }

            @Override
            boolean carriesSeals() {
                return false;
            }
        };

        @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
        private final ClientCodec codec;

        Client(ClientCodec codec) {
            this.codec = codec;
        }

        abstract ObjectNode next(JsonNode answer);

        /// Whether nothing of an answer has a place in this dialect, so that there is nothing to send back.
        private boolean saysNothing(JsonNode answer) {
            return switch (this) {
                case MESSAGES -> answer.path("content").isEmpty();
                case COHERE ->
                    answer.at("/message/content").isEmpty()
                            && answer.at("/message/tool_calls").isEmpty();
                case CHAT, RESPONSES, GEMINI -> false;
            };
        }

        /// Whether the client is told what provider's own tools did, and with which seals.
        private boolean carries(Part part) {
            boolean hosted = part instanceof Part.HostedCall || part instanceof Part.HostedResult;
            return carriesSeals() && (!hosted || this == MESSAGES || this == GEMINI);
        }

        /// Whether its answers have a place for seals; else the gateway keeps them.
        boolean carriesSeals() {
            return true;
        }

        private static ObjectNode says(String role) {
            return Json.object().put("role", role).put("content", "Hi.");
        }
    }

    @AfterAll
    static void draw() throws IOException {
        COUNTS.draw("replays");
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                        "openai-chat",
                        "mistral-chat",
                        "openai-responses",
                        "anthropic-messages",
                        "gemini-generate",
                        "gemini-stream",
                        "cohere-chat",
                        "bedrock-converse")
                .flatMap(api -> Stream.of(Client.values()).map(client -> Arguments.of(client, api)));
    }

    private static ProviderCodec provider(String api) {
        return switch (api) {
            case "openai-responses" -> new ResponsesProviderCodec();
            case "anthropic-messages" -> new MessagesProviderCodec();
            case "gemini-generate", "gemini-stream" -> new GeminiProviderCodec();
            case "cohere-chat" -> new CohereProviderCodec();
            case "bedrock-converse" -> new ConverseProviderCodec();
            default -> new ChatProviderCodec();
        };
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatWasSaidComesBackAsItWasSaid(Client client, String api) {
        List<String> astray = new ArrayList<>();
        int replayed = 0;
        for (Recording recording : Recordings.of(api)) {
            ChatResponse said = recording.status() == 200 ? read(provider(api), recording) : null;
            if (said == null || said.choices().isEmpty() || said(said).isEmpty()) {
                continue;
            }
            byte[] answer = client.codec.encode(said, IDENTITY, _ -> {});
            JsonNode body = Json.read(answer, 0, answer.length);
            if (client.saysNothing(body)) {
                continue;
            }
            replayed++;
            astray(client, provider(api), said, client.next(body))
                    .forEach(each -> astray.add(recording.id() + ": " + each));
        }
        COUNTS.add(api, client.name(), replayed);
        System.out.println(api + " by " + client + ": " + replayed + " conversations go on");
        assertThat(astray).isEmpty();
    }

    /// What of an answer does not come back to its provider.
    private static List<String> astray(Client client, ProviderCodec provider, ChatResponse said, ObjectNode next) {
        Asked asked = client == Client.GEMINI ? new Asked("m", Delivery.WHOLE) : Asked.NOTHING;
        Decoded decoded = client.codec.decode(Json.text(next).getBytes(StandardCharsets.UTF_8), asked);
        if (!(decoded instanceof Decoded.Accepted(ChatRequest request))) {
            return List.of("refused: " + decoded);
        }
        List<Part> parts = said(said);
        JsonNode sent = provider.encode(request.withModel("anthropic.claude-x"), accepting(parts))
                .body();
        String all = leaves(sent);
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            Seal seal = part.marks().seal();
            if (seal != null && client.carries(part) && !all.contains(seal.opaque()) && !all.contains(wrapped(seal))) {
                out.add("the seal of " + seal.issuer() + " on "
                        + part.getClass().getSimpleName());
            }
            if (part instanceof Part.Text text && !all.contains(text.text().strip())) {
                out.add("the words " + text.text());
            }
            if (part instanceof Part.ToolCall call && !all.contains(call.name())) {
                out.add("the call of " + call.name());
            }
        }
        return out;
    }

    /// As Bedrock has what is redacted.
    private static String wrapped(Seal seal) {
        return Base64.getEncoder().encodeToString(seal.opaque().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Part> said(ChatResponse response) {
        return response.choices().getFirst().parts();
    }

    private static Traits accepting(List<Part> parts) {
        Set<String> issuers = new HashSet<>();
        for (Part part : parts) {
            Seal seal = part.marks().seal();
            if (seal != null) {
                issuers.add(seal.issuer());
            }
        }
        return new Traits(
                null,
                null,
                Set.of(),
                Traits.Thinking.UNKNOWN,
                Support.UNKNOWN,
                Support.YES,
                Support.YES,
                Traits.Prefill.PLAIN,
                issuers,
                Support.YES);
    }

    /// All texts of a document after another.
    private static String leaves(JsonNode document) {
        StringBuilder out = new StringBuilder();
        LeafAccounting.leaves(document)
                .forEach(leaf -> out.append(leaf.value().asString("")).append('\n'));
        return out.toString();
    }

    private static @Nullable ChatResponse read(ProviderCodec codec, Recording recording) {
        if (!recording.streamed()) {
            return codec.decode(recording.body()) instanceof Answer.Whole(ChatResponse response) ? response : null;
        }
        Fold fold = new Fold();
        StreamDecoder decoder = codec.decoder();
        SseReader reader = new SseReader(1 << 24);
        try {
            reader.feed(recording.body(), 0, recording.body().length, new SseReader.Sink() {
                @Override
                public void frame(Frame frame) {
                    decoder.frame(frame, fold);
                }

                @Override
                public void unfinished(Frame frame) {
                    decoder.frame(frame, fold);
                }
            });
            reader.end(new SseReader.Sink() {
                @Override
                public void frame(Frame frame) {
                    decoder.frame(frame, fold);
                }

                @Override
                public void unfinished(Frame frame) {
                    decoder.frame(frame, fold);
                }
            });
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        decoder.end(fold);
        return fold.isComplete() ? fold.response() : null;
    }
}
