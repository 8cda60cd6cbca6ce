package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.Loss;
import dev.weir.dialect.embed.Embeddings;
import dev.weir.dialect.rerank.Rerank;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Requests for vectors and rankings with every field that their dialect has, and answers likewise: each leaf crosses,
/// or a loss names it.
class BridgedLeavesTest {
    /// What says nothing of its own, or is said in another word: which word, other tests check.
    private static final Set<String> SAID_OTHERWISE = Set.of(
            "model",
            "role",
            "type",
            "object",
            "index",
            "id",
            "response_type",
            "version",
            "encoding_format",
            "embedding_types",
            "input_type",
            "taskType",
            "truncate",
            "truncation",
            "output_dtype",
            "return_documents");

    private static final String OPENAI = "{'model':'m','input':['one text','two text'],'dimensions':321,"
            + "'encoding_format':'float','user':'somebody','input_type':'query','truncate':'START','x_new':'brand'}";
    private static final String MISTRAL = "{'model':'m','input':['one text','two text'],'output_dimension':321,"
            + "'output_dtype':'float','truncation':true,'metadata':{'who':'me'}}";
    private static final String COHERE = "{'model':'m','texts':['one text','two text'],'input_type':'clustering',"
            + "'output_dimension':321,'embedding_types':['float'],'truncate':'END','max_tokens':77,'priority':5}";
    private static final String COHERE_MIXED = "{'model':'m','inputs':[{'content':[{'type':'text','text':'one text',"
            + "'x_part':'brand'},{'type':'text','text':'two text'}],'x_in':'brand'}],'input_type':'search_document'}";
    private static final String GEMINI = "{'requests':[{'model':'models/m','content':{'role':'user','parts':["
            + "{'text':'one text','thought':'hm'}],'x_content':'brand'},'taskType':'FACT_VERIFICATION',"
            + "'title':'A title','outputDimensionality':321}],'x_new':'brand'}";
    private static final String JINA_RANK = "{'model':'m','query':'which','documents':['one text',{'text':'two text',"
            + "'note':'aside'}],'top_n':7,'return_documents':true,'truncation':true,'rank_fields':['note']}";
    private static final String COHERE_RANK = "{'model':'m','query':'which','documents':['one text','two text'],"
            + "'top_n':7,'max_tokens_per_doc':123,'priority':5}";

    static Stream<Arguments> requests() {
        List<Arguments> out = new ArrayList<>();
        add(out, Embeddings.OPENAI.bridge(), OPENAI);
        add(out, Embeddings.OPENAI.bridge(), MISTRAL);
        add(out, Embeddings.COHERE.bridge(), COHERE);
        add(out, Embeddings.COHERE.bridge(), COHERE_MIXED);
        add(out, Embeddings.GEMINI_BATCH.bridge(), GEMINI);
        add(out, Rerank.JINA.bridge(), JINA_RANK);
        add(out, Rerank.COHERE.bridge(), COHERE_RANK);
        return out.stream();
    }

    private static void add(List<Arguments> out, Bridge bridge, String request) {
        bridge.dialects().forEach(dialect -> out.add(Arguments.of(dialect, bridge, request)));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("requests")
    void everyLeafOfARequestCrossesOrIsTold(String dialect, Bridge bridge, String request) {
        Bridge.Crossing crossing = bridge.cross(bytes(request), Asked.NOTHING, dialect, model(dialect));
        assertThat(crossing).isInstanceOf(Bridge.Crossing.Ready.class);
        Bridge.Crossing.Ready ready = (Bridge.Crossing.Ready) crossing;
        everyLeaf(request, new String(ready.body(), StandardCharsets.UTF_8), ready.losses());
        assertThat(ready.losses())
                .allMatch(loss -> loss.verdict() == Loss.Verdict.ADDED
                        || !node(request).at(loss.path()).isMissingNode());
    }

    /// One that can have everything.
    private static String model(String dialect) {
        return switch (dialect) {
            case "bedrock-embeddings" -> "cohere.embed-v4:0";
            case "bedrock-rerank" -> "cohere.rerank-v3-5:0";
            default -> "m";
        };
    }

    private static final Headers HEADERS = name -> name.equals("x-amzn-bedrock-input-token-count") ? "778" : null;

    private static final String EXTRA = "'x_new':'brand'";

    static Stream<Arguments> answers() {
        String data = "{'object':'list','id':'e1','data':[{'object':'embedding','index':0,'embedding':[0.25,0.5],"
                + "'x_part':'brand'}],'model':'m','usage':{'prompt_tokens':777,'total_tokens':777}," + EXTRA + "}";
        String gemini =
                "{'embeddings':[{'values':[0.25,0.5],'x_part':'brand'}],'usageMetadata':{'promptTokenCount':777},"
                        + EXTRA + "}";
        String cohere = "{'id':'e1','embeddings':{'float':[[0.25,0.5]]},'texts':['one text'],"
                + "'meta':{'api_version':{'version':'2'},'billed_units':{'input_tokens':777},'warnings':['careful']},"
                + "'response_type':'embeddings_by_type'," + EXTRA + "}";
        String ranked = "{'id':'r1','model':'m','object':'list','results':[{'index':0,'relevance_score':0.125,"
                + "'document':{'text':'one text'},'x_part':'brand'}],'usage':{'total_tokens':777},"
                + "'meta':{'warnings':['careful']}," + EXTRA + "}";
        String voyage = "{'object':'list','data':[{'index':0,'relevance_score':0.125,'document':'one text'}],"
                + "'model':'m','usage':{'total_tokens':777}," + EXTRA + "}";
        List<Arguments> out = new ArrayList<>();
        for (Embeddings client : List.of(Embeddings.OPENAI, Embeddings.COHERE, Embeddings.GEMINI_BATCH)) {
            String ask = switch (client) {
                case OPENAI -> "{'model':'m','input':'one text'}";
                case COHERE -> "{'model':'m','texts':['one text'],'input_type':'search_query'}";
                case GEMINI, GEMINI_BATCH -> "{'requests':[{'content':{'parts':[{'text':'one text'}]}}]}";
            };
            for (String dialect : client.bridge().dialects()) {
                String answer = switch (dialect) {
                    case "gemini-embeddings" -> gemini;
                    case "cohere-embed", "bedrock-embeddings" -> cohere;
                    default -> data;
                };
                if (!dialect.equals(client.dialect())) {
                    out.add(Arguments.of(dialect, client.bridge(), ask, answer));
                }
            }
        }
        String ask = "{'model':'m','query':'which','documents':['one text']}";
        for (Rerank client : List.of(Rerank.JINA, Rerank.COHERE)) {
            for (String dialect : client.bridge().dialects()) {
                String answer = dialect.startsWith("voyage") ? voyage : ranked;
                out.add(Arguments.of(dialect, client.bridge(), ask, answer));
            }
        }
        return out.stream();
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("answers")
    void everyLeafOfAnAnswerCrossesOrIsTold(String dialect, Bridge bridge, String request, String answer) {
        var ready = (Bridge.Crossing.Ready) bridge.cross(bytes(request), Asked.NOTHING, dialect, model(dialect));
        List<Loss> losses = new ArrayList<>();
        Delivered delivered = new Delivered();
        Bridge.Brought brought =
                ready.back().answer(HEADERS, bytes(answer), new Identity("id", 0, "m"), delivered, losses::add);
        assertThat(brought).isInstanceOf(Bridge.Brought.Reply.class);
        String told = new String(((Bridge.Brought.Reply) brought).body(), StandardCharsets.UTF_8)
                + Objects.requireNonNull(
                                Objects.requireNonNull(delivered.usage()).raw())
                        .node()
                + request;
        everyLeaf(answer, told, losses);
        assertThat(losses).allMatch(loss -> !node(answer).at(loss.path()).isMissingNode());
    }

    private static void everyLeaf(String from, String to, List<Loss> losses) {
        List<String> silent = new ArrayList<>();
        leaves(node(from), "", silent);
        silent.removeIf(leaf -> losses.stream().anyMatch(loss -> leaf.startsWith(loss.path())));
        silent.removeIf(leaf -> {
            String pointer = leaf.substring(0, leaf.indexOf(' '));
            String name = Stream.of(pointer.split("/", -1))
                    .filter(step -> !step.isEmpty() && !step.matches("[0-9]+"))
                    .reduce("", (_, last) -> last);
            return SAID_OTHERWISE.contains(name);
        });
        silent.removeIf(leaf -> to.contains(leaf.substring(leaf.indexOf(' ') + 1)));
        assertThat(silent).as("neither in " + to + " nor in " + losses).isEmpty();
    }

    /// Each as its pointer and its value.
    private static void leaves(JsonNode node, String at, List<String> out) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> leaves(value, at + "/" + name, out));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(node.get(i), at + "/" + i, out);
            }
        } else {
            out.add(at + " " + node.asString(""));
        }
    }

    private static JsonNode node(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
