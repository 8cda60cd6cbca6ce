package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The simulator has the fields that the recorded services have: none of its own, and all that they always send.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedFieldsTest {

    private static final String TOOL_SCHEMA = "{'type':'object','properties':{'city':{'type':'string'}}}";
    private static final String CALLS = "[[call: weather {\\'city\\':\\'Rome\\'}]]";

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({"plain", "tools", "thinking", "length"})
    void openAiChatHasTheRecordedFields(String kind) throws Exception {
        for (String stream : List.of("false", "true")) {
            String request =
                    "{'model':'" + (kind.equals("thinking") ? "gpt-sim-thinking" : "gpt-sim") + "','stream':" + stream
                            + (stream.equals("true") ? ",'stream_options':{'include_usage':true}" : "")
                            + (kind.equals("tools")
                                    ? ",'tools':[{'type':'function','function':{'name':'weather','parameters':"
                                            + TOOL_SCHEMA + "}}]"
                                    : "")
                            + (kind.equals("length") ? ",'max_tokens':3" : "")
                            + ",'messages':[{'role':'user','content':'" + (kind.equals("tools") ? CALLS : "x") + "'}]}";
            String answer = caller.chat(body(request)).body();

            compare(fields(answer), recorded("openai-chat", "openai", stream.equals("true")), kind + " " + stream);
        }
    }

    @ParameterizedTest
    @CsvSource({"plain", "tools", "thinking", "search", "refusal"})
    void anthropicMessagesHasTheRecordedFields(String kind) throws Exception {
        for (String stream : List.of("false", "true")) {
            String said = switch (kind) {
                case "tools" -> CALLS;
                case "search" -> "[[search: lakes]]";
                case "refusal" -> "[[refuse]]";
                default -> "x";
            };
            String request = "{'model':'claude-sim','max_tokens':3000,'stream':" + stream
                    + (kind.equals("tools") ? ",'tools':[{'name':'weather','input_schema':" + TOOL_SCHEMA + "}]" : "")
                    + (kind.equals("search") ? ",'tools':[{'type':'web_search_20250305','name':'web_search'}]" : "")
                    + (kind.equals("thinking") ? ",'thinking':{'type':'enabled','budget_tokens':1024}" : "")
                    + ",'messages':[{'role':'user','content':'" + said + "'}]}";
            String answer = caller.messages(body(request)).body();

            compare(
                    fields(answer),
                    recorded("anthropic-messages", "anthropic", stream.equals("true")),
                    kind + " " + stream);
        }
    }

    @ParameterizedTest
    @CsvSource({"plain", "tools", "thinking", "search", "refusal"})
    void geminiHasTheRecordedFields(String kind) throws Exception {
        List<Recording> recordings = new ArrayList<>(recorded("gemini-generate", "google", false));
        recordings.addAll(recorded("gemini-stream", "google", true));
        String said = switch (kind) {
            case "tools" -> CALLS;
            case "search" -> "[[search: lakes]]";
            case "refusal" -> "[[refuse]]";
            default -> "x";
        };
        String request = "{'contents':[{'role':'user','parts':[{'text':'" + said + "'}]}]"
                + (kind.equals("tools")
                        ? ",'tools':[{'functionDeclarations':[{'name':'weather','parameters':" + TOOL_SCHEMA + "}]}]"
                        : "")
                + (kind.equals("search") ? ",'tools':[{'googleSearch':{}}]" : "")
                + (kind.equals("thinking") ? ",'generationConfig':{'thinkingConfig':{'includeThoughts':true}}" : "")
                + "}";
        String model = kind.equals("thinking") ? "gemini-sim-thinking" : "gemini-sim";
        for (String method : List.of("generateContent", "streamGenerateContent?alt=sse")) {
            String answer = caller.post("/v1beta/models/" + model + ":" + method, body(request))
                    .body();

            compare(fields(answer), recordings, kind + " " + method);
        }
    }

    @ParameterizedTest
    @CsvSource({"plain", "tools", "thinking"})
    void cohereHasTheRecordedFields(String kind) throws Exception {
        List<Recording> recordings = recorded("cohere-chat", "cohere", false);
        String request = "{'model':'" + (kind.equals("thinking") ? "command-sim-thinking" : "command-sim") + "'"
                + (kind.equals("tools")
                        ? ",'tools':[{'type':'function','function':{'name':'weather','parameters':" + TOOL_SCHEMA
                                + "}}]"
                        : "")
                + ",'messages':[{'role':'user','content':'" + (kind.equals("tools") ? CALLS : "x") + "'}]}";
        compare(fields(caller.post("/v2/chat", body(request)).body()), recordings, kind);
    }

    @Test
    void cohereStreamsWhatItAnswersWhole() throws Exception {
        for (String model : List.of("command-sim", "command-sim-thinking")) {
            String request = body("{'model':'" + model + "','messages':[{'role':'user','content':'Talk.'}]");
            JsonNode whole = Json.read(caller.post("/v2/chat", request + "}").body());
            List<JsonNode> events = Caller.events(
                    caller.post("/v2/chat", request + ",\"stream\":true}").body());
            StringBuilder said = new StringBuilder();
            events.forEach(event -> said.append(event.path("delta")
                    .path("message")
                    .path("content")
                    .path("text")
                    .stringValue("")));
            StringBuilder expected = new StringBuilder();
            whole.path("message")
                    .path("content")
                    .forEach(block -> expected.append(block.path("text").stringValue("")));
            assertThat(said.toString()).isEqualTo(expected.toString()).isNotEmpty();
            assertThat(events.getFirst().path("type").stringValue()).isEqualTo("message-start");
            assertThat(events.getLast().path("delta").path("usage")).isEqualTo(whole.path("usage"));
        }
    }

    @Test
    void cohereRefusesWhatCohereRefuses() throws Exception {
        for (String wrong : List.of(
                "{'messages':[]}",
                "{'model':'command-sim','messages':[]}",
                "{'model':'command-sim','messages':[{'role':'narrator','content':'x'}]}",
                "{'model':'command-sim','messages':[{'role':'tool','tool_call_id':'a','content':'x'}]}",
                "{'model':'command-sim','messages':[{'role':'user','content':'x'}],'p':1}",
                "{'model':'command-sim','messages':[{'role':'user','content':'x'}],'top_p':0.5}")) {
            HttpResponse<String> answer = caller.post("/v2/chat", body(wrong));
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(Json.read(answer.body()).path("message").stringValue()).startsWith("invalid request: ");
        }
    }

    private static List<Recording> recorded(String api, String provider, boolean streamed) {
        return Recordings.of(api).stream()
                .filter(each -> each.provider().equals(provider) && each.status() == 200 && each.streamed() == streamed)
                .toList();
    }

    private static void compare(Set<String> simulated, List<Recording> recordings, String what) {
        Set<String> ever = new TreeSet<>();
        Set<String> always = new TreeSet<>(fields(recordings.getFirst().text()));
        for (Recording recording : recordings) {
            Set<String> fields = fields(recording.text());
            ever.addAll(fields);
            always.retainAll(fields);
        }
        assertThat(ever).as(what + ": fields that no recording has").containsAll(simulated);
        assertThat(simulated).as(what + ": fields that every recording has").containsAll(always);
    }

    /// The paths of all fields of an answer; what a tool is called with is its own affair.
    private static Set<String> fields(String answer) {
        Set<String> fields = new TreeSet<>();
        if (answer.stripLeading().startsWith("{")) {
            collect(Json.read(answer), "", fields);
        } else {
            answer.lines()
                    .filter(line -> line.startsWith("data:") && !line.contains("[DONE]"))
                    .forEach(line -> collect(Json.read(line.substring(5)), "", fields));
        }
        return fields;
    }

    private static void collect(JsonNode node, String path, Set<String> fields) {
        if (path.endsWith(".args") || path.endsWith(".input")) {
            return;
        }
        if (node.isObject()) {
            node.forEachEntry((name, value) -> {
                fields.add(path + "." + name);
                collect(value, path + "." + name, fields);
            });
        }
        node.values().forEach(value -> {
            if (node.isArray()) {
                collect(value, path + "[]", fields);
            }
        });
    }
}
