package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.dialect.Answer;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseClientCodec;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the newest versions of Anthropic's and Google's APIs answer reaches every client, under whatever name, or is
/// told as lost: whole and streamed. Every value that matters is found by its own word, `zz…`.
class NewestAnswersTest {
    private static final List<ClientCodec> CLIENTS = List.of(
            new ChatClientCodec(),
            new ResponsesClientCodec(),
            new MessagesClientCodec(),
            new GeminiClientCodec(),
            new CohereClientCodec(),
            new ConverseClientCodec());
    private static final Pattern WORD = Pattern.compile("zz[0-9]+");

    enum Provider {
        ANTHROPIC(new MessagesProviderCodec(), """
                {"id":"zz0","type":"message","role":"assistant","model":"zz1","content":[
                 {"type":"text","text":"zz2","citations":[{"type":"search_result_location","source":"https://zz3.test",
                 "title":"zz4","cited_text":"zz5","search_result_index":0}]},
                 {"type":"thinking","thinking":"zz6","signature":"zz7"},{"type":"redacted_thinking","data":"zz8"},
                 {"type":"tool_use","id":"toolu_1","name":"left_click","toolset_name":"zz9","input":{"x":"zz10"},
                 "caller":{"type":"code_execution_20260120","tool_id":"zz11"}},
                 {"type":"server_tool_use","id":"srvtoolu_1","name":"zz12","input":{"q":"zz13"}},
                 {"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{"url":"https://zz14.test"}},
                 {"type":"tool_search_tool_result","tool_use_id":"srvtoolu_1","content":{"tool_references":["zz15"]}},
                 {"type":"advisor_tool_result","tool_use_id":"srvtoolu_1","content":{"text":"zz16"}},
                 {"type":"mcp_tool_use","id":"mcptoolu_1","name":"zz17","server_name":"zz18","input":{}},
                 {"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"text":"zz19"}]},
                 {"type":"mcp_tool_listing","server_name":"zz20"},{"type":"container_upload","file_id":"zz21"},
                 {"type":"fallback","from":{"model":"zz22"}},{"type":"tomorrows_block","x":{"y":["zz23"]}}],
                 "stop_reason":"zz24","stop_sequence":null,"stop_details":{"type":"x","category":"zz25"},
                 "container":{"id":"zz26"},"diagnostics":{"cache_miss_reason":"zz27"},
                 "context_management":{"applied_edits":[{"type":"zz28"}]},
                 "usage":{"input_tokens":5,"output_tokens":7,"service_tier":"zz29","speed":"zz30",
                 "iterations":[{"type":"fallback_message","model":"zz31"}]}}"""),
        GOOGLE(new GeminiProviderCodec(), """
                {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"zz2","thought":true},{"text":"zz3",
                 "thoughtSignature":"eno0"},{"functionCall":{"id":"zz5","name":"zz6","args":{"a":"zz7"}}},
                 {"toolCall":{"id":"t1","toolType":"GOOGLE_SEARCH_WEB","args":{"queries":["zz8"]}}},
                 {"toolResponse":{"id":"t1","toolType":"GOOGLE_SEARCH_WEB","response":{"a":"zz9"}}},
                 {"executableCode":{"id":"e1","language":"PYTHON","code":"zz10"}},
                 {"codeExecutionResult":{"id":"e1","outcome":"OUTCOME_OK","output":"zz11"}},
                 {"fileData":{"fileUri":"https://zz12.test/a.png","mimeType":"image/png"}},
                 {"tomorrowsPart":{"x":"zz13"}}]},"finishReason":"PUP_LIMITED_DISABLED","finishMessage":"zz14",
                 "citationMetadata":{"citations":[{"uri":"https://zz15.test"}]},
                 "urlContextMetadata":{"urlMetadata":[{"retrievedUrl":"https://zz16.test"}]},
                 "safetyRatings":[{"category":"zz17"}],"tomorrows":{"x":"zz18"},
                 "groundingMetadata":{"webSearchQueries":["zz19"],"groundingChunks":[{"web":{"uri":
                 "https://zz20.test","title":"zz21"}}],"searchEntryPoint":{"renderedContent":"zz22"}}}],
                 "promptFeedback":{"later":"zz23"},"modelStatus":{"message":"zz24"},"modelVersion":"zz1",
                 "responseId":"zz0","usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":7,
                 "totalTokenCount":12,"trafficType":"zz25"}}""");

        @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
        private final ProviderCodec codec;

        private final String body;

        Provider(ProviderCodec codec, String body) {
            this.codec = codec;
            this.body = body;
        }

        private JsonNode node() {
            return Objects.requireNonNull(Json.readOrNull(body));
        }

        /// The same answer as a stream.
        private List<Frame> frames() {
            return switch (this) {
                case GOOGLE -> List.of(Frame.of(null, node().toString()));
                case ANTHROPIC -> {
                    ObjectNode message = (ObjectNode) node().deepCopy();
                    List<Frame> out = new ArrayList<>();
                    ObjectNode end = Json.object().put("type", "message_delta");
                    ObjectNode delta = end.putObject("delta");
                    for (String name : List.of("stop_reason", "stop_details", "container")) {
                        delta.set(name, message.remove(name));
                    }
                    for (String name : List.of("usage", "context_management")) {
                        end.set(name, message.remove(name));
                    }
                    ArrayNode blocks = (ArrayNode) message.get("content");
                    message.putArray("content");
                    ObjectNode start = Json.object().put("type", "message_start");
                    start.set("message", message);
                    out.add(Frame.of(null, start.toString()));
                    for (int i = 0; i < blocks.size(); i++) {
                        ObjectNode block =
                                Json.object().put("type", "content_block_start").put("index", i);
                        block.set("content_block", blocks.get(i));
                        out.add(Frame.of(null, block.toString()));
                        out.add(Frame.of(null, "{\"type\":\"content_block_stop\",\"index\":" + i + "}"));
                    }
                    out.add(Frame.of(null, end.toString()));
                    out.add(Frame.of(null, "{\"type\":\"message_stop\"}"));
                    yield out;
                }
            };
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Provider.values())
                .flatMap(provider -> CLIENTS.stream().map(client -> Arguments.of(provider, client)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nothingOfAWholeAnswerIsDroppedInSilence(Provider provider, ClientCodec client) {
        Answer answer = provider.codec.decode(provider.body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        List<Loss> losses = new ArrayList<>();
        byte[] told = client.encode(((Answer.Whole) answer).response(), new Identity("id", 1, "m"), losses::add);
        assertThat(silent(new Way(provider, client), told, losses)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nothingOfAStreamIsDroppedInSilence(Provider provider, ClientCodec client) {
        List<Loss> losses = new ArrayList<>();
        StreamDecoder decoder = provider.codec.decoder();
        StreamEncoder encoder = client.encoder(new Identity("id", 1, "m"), Delivery.STREAM_WITH_USAGE, losses::add);
        ByteSink out = new ByteSink(1024);
        for (Frame frame : provider.frames()) {
            decoder.frame(frame, event -> encoder.event(event, out));
        }
        decoder.end(event -> encoder.event(event, out));
        assertThat(silent(new Way(provider, client), out.toBytes(), losses)).isEmpty();
    }

    /// What is told elsewhere: usage, whose block stays with the receipt, and what an answer calls itself.
    private static final Pattern ELSEWHERE = Pattern.compile("/usage.*|/id|/responseId|/model|/modelVersion");

    /// Seals, which Cohere's clients have no place for, and the gateway keeps for them.
    private static final Pattern SEALS = Pattern.compile(".*/(signature|data|thoughtSignature)");

    /// Values that are neither told nor on the list.
    private static List<String> silent(Way way, byte[] told, List<Loss> losses) {
        String text = new String(told, StandardCharsets.UTF_8);
        String said = text.replace("\\", "") + opened(text);
        return LeafAccounting.leaves(way.provider().node()).stream()
                .filter(leaf -> WORD.matcher(leaf.value().asString("")).find())
                .filter(leaf -> !ELSEWHERE.matcher(leaf.path()).matches())
                .filter(leaf -> !(way.client() instanceof CohereClientCodec
                        && SEALS.matcher(leaf.path()).matches()))
                .filter(leaf -> !said.contains(leaf.value().asString("")))
                .filter(leaf -> losses.stream().noneMatch(loss -> covers(loss.path(), leaf.path())))
                .map(LeafAccounting.Leaf::toString)
                .toList();
    }

    /// What stands in envelopes.
    private static String opened(String text) {
        StringBuilder out = new StringBuilder();
        for (var found = BASE64.matcher(text); found.find(); ) {
            try {
                out.append(new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                out.append(' ');
            }
        }
        return out.toString();
    }

    private static final Pattern BASE64 = Pattern.compile("\"([A-Za-z0-9+/]{4,}={0,2})\"");

    /// One answer on its way to one kind of client.
    private record Way(Provider provider, ClientCodec client) {}

    /// How an answer ended is told at the choice, and what stands beside a part at the part.
    private static boolean covers(String path, String leaf) {
        String told = path.replaceFirst("^/(delta|message)/", "/");
        return leaf.equals(told)
                || leaf.startsWith(told + "/")
                || told.equals("/choices/0/finish") && leaf.matches("/stop_reason|/candidates/0/finish.*")
                || told.endsWith("/groundingMetadata/citation") && leaf.contains("/groundingChunks/");
    }
}
