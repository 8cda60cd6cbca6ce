package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.catalog.Endpoint;
import dev.weir.chat.Loss;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded exchange of the providers that this version speaks to, through the running gateway, to a client of
/// each dialect. What the client must find is read from the recording by [Expected], which knows nothing of our codecs.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedExchangesTest {
    /// Rows whose own conduct matters; every other recorded provider is an OpenAI-compatible host.
    private static final List<String> ROWS = List.of(
            "openai",
            "openrouter",
            "groq",
            "deepseek",
            "xai",
            "perplexity",
            "mistral",
            "ollama",
            "cerebras",
            "huggingface",
            "zai",
            "alibaba",
            "moonshotai",
            "azure",
            "anthropic",
            "google",
            "cohere",
            "amazon-bedrock");

    private static final List<String> APIS = List.of(
            "openai-chat",
            "openai-responses",
            "mistral-chat",
            "anthropic-messages",
            "gemini-generate",
            "gemini-stream",
            "cohere-chat",
            "bedrock-converse",
            "bedrock-converse-stream");

    /// Rows whose Responses API was recorded.
    private static final List<String> RESPONSES =
            List.of("openai", "azure", "deepseek", "xai", "openrouter", "lmstudio");

    /// What was recorded of a row, where it is not OpenAI Chat.
    private static final Map<String, String> DIALECTS = Map.of(
            "anthropic", "anthropic-messages",
            "google", "gemini",
            "cohere", "cohere-chat",
            "amazon-bedrock", "bedrock-converse");

    private static final Pattern CUT = Pattern.compile("-cut(\\d)");

    private final RecordedCounts counts = new RecordedCounts();
    private final RecordedCounts cuts = new RecordedCounts();
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        List<Endpoint> endpoints = new ArrayList<>();
        for (String row : ROWS) {
            Endpoint endpoint = TestGateway.endpoint(row, row, upstream.url());
            endpoints.add(TestGateway.onlySpeaking(DIALECTS.getOrDefault(row, "openai-chat"), endpoint));
        }
        for (String row : RESPONSES) {
            Endpoint endpoint = TestGateway.endpoint("r-" + row, row, upstream.url());
            endpoints.add(TestGateway.onlySpeaking("openai-responses", endpoint));
        }
        endpoints.add(TestGateway.endpoint("host", "openai-compatible", upstream.url()));
        gateway = TestGateway.start(endpoints, List.of());
    }

    @AfterAll
    void stop() throws Exception {
        counts.draw("recordings");
        cuts.draw("cuts");
        gateway.close();
        upstream.close();
    }

    private static String row(String api, Recording recording) {
        return switch (api) {
            case "anthropic-messages" -> "anthropic";
            case "gemini-generate", "gemini-stream" -> "google";
            case "mistral-chat" -> "mistral";
            case "cohere-chat" -> "cohere";
            case "bedrock-converse", "bedrock-converse-stream" -> "amazon-bedrock";
            case "openai-responses" ->
                "r-" + (RESPONSES.contains(recording.provider()) ? recording.provider() : "openai");
            default ->
                switch (recording.provider()) {
                    case "moonshot" -> "moonshotai";
                    case "crusoe", "snowflake", "bedrock-mantle" -> "host";
                    // OpenAI answers for such a name in Responses alone.
                    case "openai" -> asked(recording).contains("-pro") ? "host" : "openai";
                    default -> recording.provider();
                };
        };
    }

    private static String asked(Recording recording) {
        return recording.request() == null
                ? ""
                : recording.request().path("model").asString("");
    }

    /// The recorded request where it is in the client's dialect, else a plain one.
    ///
    /// @param mark behind the model's name
    private static ObjectNode request(RecordedClient client, String api, Recording recording, String mark) {
        JsonNode recorded = recording.request();
        ObjectNode body = client.speaks(api) && recorded != null
                ? (ObjectNode) Expected.json(recorded.toString())
                : client.ask("m");
        // An id that somebody else's account gave out is nobody's here.
        body.remove("previous_response_id");
        client.name(body, row(api, recording) + "/" + body.path("model").asString("m") + mark);
        client.deliver(body, recording.streamed());
        return body;
    }

    private static Script script(Recording recording, int length, Random random) {
        byte[] body = Arrays.copyOf(recording.body(), length);
        if (!recording.streamed()) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("content-type", recording.headers().getOrDefault("content-type", "application/json"));
            return Script.reply(recording.status(), headers, body);
        }
        Script script = Script.stream(recording.headers().getOrDefault("content-type", "text/event-stream"));
        for (int at = 0; at < body.length; ) {
            int next = Math.min(body.length, at + 1 + random.nextInt(1_500));
            script.chunk(Arrays.copyOfRange(body, at, next));
            at = next;
        }
        return script.last();
    }

    private HttpResponse<String> exchange(RecordedClient client, String api, Recording recording, int length, int seed)
            throws Exception {
        Script script = script(recording, length, new Random(seed));
        upstream.answer(_ -> script);
        return post(client, api, recording, "");
    }

    private HttpResponse<String> post(RecordedClient client, String api, Recording recording, String mark)
            throws Exception {
        String path = client.path(row(api, recording) + "/m" + mark, recording.streamed());
        return gateway.post(path, Json.text(request(client, api, recording, mark)));
    }

    /// What comes of a stream that is cut after each tenth of what is needed of it, all asked at once: what was cut is
    /// tried again, and that after a while.
    private List<HttpResponse<String>> cuts(RecordedClient client, String api, Recording recording, int end)
            throws Exception {
        List<Script> scripts = new ArrayList<>();
        for (int tenths = 1; tenths <= 9; tenths++) {
            scripts.add(script(recording, end * tenths / 10, new Random(tenths)));
        }
        upstream.answer(request -> {
            Matcher mark = CUT.matcher(request.line() + request.text());
            return scripts.get(mark.find() ? Integer.parseInt(mark.group(1)) - 1 : 0);
        });
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int tenths = 1; tenths <= 9; tenths++) {
                String mark = "-cut" + tenths;
                answers.add(threads.submit(() -> post(client, api, recording, mark)));
            }
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    /// A client and the API of what its provider answers.
    record Pair(RecordedClient client, String api) {
        private boolean isSame() {
            return client.speaks(api);
        }

        private Arguments arguments() {
            return Arguments.of(client, api);
        }
    }

    private static Stream<Pair> all() {
        return Stream.of(RecordedClient.values())
                .flatMap(client -> APIS.stream().map(api -> new Pair(client, api)));
    }

    static Stream<Arguments> pairs() {
        return all().map(Pair::arguments);
    }

    /// Those across dialects.
    static Stream<Arguments> across() {
        return all().filter(pair -> !pair.isSame()).map(Pair::arguments);
    }

    /// Those on the byte lane.
    static Stream<Arguments> same() {
        return all().filter(Pair::isSame).map(Pair::arguments);
    }

    static Stream<Arguments> streams() {
        return all().filter(pair -> !pair.api().equals("gemini-generate")).map(Pair::arguments);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatWasRecordedReachesTheClient(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        for (Recording recording : Recordings.of(api)) {
            HttpResponse<String> answer = exchange(client, api, recording, recording.body().length, 1);
            tally.check(recording, () -> {
                Expected.of(api, recording).holds(client, answer);
                if (!client.speaks(api) && recording.streamed() && answer.statusCode() == 200) {
                    client.readStrictly(answer.body());
                }
            });
        }
        tally.report("answers whole: text, tool calls, stop, usage, errors");
        counts.add(api, client.name(), tally.checks);
    }

    @ParameterizedTest
    @MethodSource("across")
    void everyLeafIsInTheAnswerOrOnTheReceipt(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        int leaves = 0;
        for (Recording recording : Recordings.of(api)) {
            HttpResponse<String> answer = exchange(client, api, recording, recording.body().length, 2);
            JsonNode receipt = Expected.json(gateway.receipt(answer));
            List<LeafAccounting.Leaf> all = new ArrayList<>();
            for (JsonNode document : Expected.accounted(api, recording)) {
                all.addAll(LeafAccounting.leaves(document));
            }
            if (answer.statusCode() >= 400) {
                // OpenAI's errors have no place for the id and the model of the answer that was not given.
                all.removeIf(
                        leaf -> leaf.path().equals("/responseId") || leaf.path().equals("/modelVersion"));
            }
            leaves += all.size();
            tally.check(
                    recording,
                    () -> assertThat(LeafTables.of(client, api)
                                    .missing(all, evidence(client, answer, receipt), losses(receipt)))
                            .as("leaves that are nowhere")
                            .isEmpty());
        }
        tally.report("accounted for, " + leaves + " leaves");
    }

    private static List<JsonNode> evidence(RecordedClient client, HttpResponse<String> answer, JsonNode receipt) {
        List<JsonNode> out = new ArrayList<>(client.seen(answer));
        out.add(receipt.path("usage"));
        out.add(receipt.path("failure"));
        out.add(receipt.path("finish"));
        return out;
    }

    private static List<Loss> losses(JsonNode receipt) {
        List<Loss> out = new ArrayList<>();
        for (JsonNode loss : receipt.path("losses").path("response")) {
            // An event's field has its place in the whole message, too.
            String path = loss.path("path").asString("");
            out.add(new Loss(path, Loss.Verdict.DROPPED, ""));
            out.add(new Loss(path.replaceFirst("^/(message|delta)/", "/"), Loss.Verdict.DROPPED, ""));
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamCutAnywhereNeverLooksComplete(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        for (Recording recording : Recordings.of(api)) {
            if (!recording.streamed() || !Expected.of(api, recording).isComplete()) {
                continue;
            }
            int end = Expected.lastNeeded(api, recording);
            for (HttpResponse<String> answer : cuts(client, api, recording, end)) {
                tally.check(
                        recording,
                        () -> assertThat(answer.statusCode() == 200 && client.looksComplete(answer.body()))
                                .as("one of the cuts: " + answer.body())
                                .isFalse());
            }
        }
        tally.report("cuts that do not look complete");
        cuts.add(api, client.name(), tally.checks);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everySplitOfAStreamGivesTheSameAnswer(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        for (Recording recording : Recordings.of(api)) {
            if (!recording.streamed()) {
                continue;
            }
            int length = recording.body().length;
            JsonNode first = client.unnamed(client.read(exchange(client, api, recording, length, 0)));
            for (int seed = 1; seed <= 4; seed++) {
                JsonNode again = client.unnamed(client.read(exchange(client, api, recording, length, seed)));
                tally.check(recording, () -> assertThat(again).isEqualTo(first));
            }
        }
        tally.report("random splits that give the same answer");
    }

    @ParameterizedTest
    @MethodSource("same")
    void onTheByteLaneTheClientReceivesWhatTheProviderSent(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        for (Recording recording : Recordings.of(api)) {
            Expected expected = Expected.of(api, recording);
            if (recording.streamed() && !expected.isComplete()) {
                continue;
            }
            HttpResponse<String> answer = exchange(client, api, recording, recording.body().length, 4);
            if (recording.streamed()) {
                // What follows the last word is not passed, and a last word that is missing is added.
                tally.check(
                        recording,
                        () -> assertThat(answer.body().strip())
                                .startsWith(upToLastWord(client, readable(recording))
                                        .strip()));
            } else if (answer.statusCode() == 200) {
                tally.check(recording, () -> assertThat(answer.body()).isEqualTo(recording.text()));
            }
        }
        tally.report("answers byte for byte");
    }

    /// Of binary messages each byte is a character.
    private static String readable(Recording recording) {
        return recording.events().isEmpty()
                ? recording.text()
                : new String(recording.body(), StandardCharsets.ISO_8859_1);
    }

    private static String upToLastWord(RecordedClient client, String stream) {
        String last = switch (client) {
            case CHAT -> "[DONE]";
            case RESPONSES -> "response.completed";
            case MESSAGES -> "\"type\":\"message_stop\"";
            case COHERE -> "\"type\":\"message-end\"";
            // Their streams have no last word.
            case GEMINI, CONVERSE -> "[DONE]";
        };
        int at = stream.indexOf(last);
        return at < 0 ? stream : stream.substring(0, at + last.length());
    }

    @ParameterizedTest
    @MethodSource("same")
    void theProviderReceivesWhatTheClientSent(RecordedClient client, String api) throws Exception {
        Tally tally = new Tally(api + " to " + client);
        for (Recording recording : Recordings.of(api)) {
            JsonNode recorded = recording.request();
            if (recorded == null) {
                continue;
            }
            ObjectNode sent = request(client, api, recording, "");
            HttpResponse<String> answer = exchange(client, api, recording, recording.body().length, 3);
            JsonNode receipt = Expected.json(gateway.receipt(answer));
            ObjectNode got = (ObjectNode) Expected.json(upstream.last().text());
            tally.check(recording, () -> {
                assertThat(got.path("model").asString(""))
                        .isEqualTo(recorded.path("model").asString(""));
                Map<String, JsonNode> differences = new TreeMap<>();
                differ("", sent, got, differences);
                differences.remove("/model");
                for (JsonNode edit : receipt.path("losses").path("request")) {
                    String path = edit.path("path").asString("").replace("/*", "/[^/]+");
                    differences.keySet().removeIf(at -> at.matches(path + "(/.*)?"));
                    String reason = edit.path("reason").asString("");
                    differences
                            .keySet()
                            .removeIf(at -> reason.endsWith(at.substring(1).replace('/', '.')));
                }
                assertThat(differences).as("differences beyond the row's edits").isEmpty();
            });
        }
        tally.report("requests that arrive as they were sent, but for the row's edits");
    }

    private static void differ(String at, JsonNode one, JsonNode other, Map<String, JsonNode> out) {
        if (one.isObject() && other.isObject()) {
            Stream.concat(one.propertyNames().stream(), other.propertyNames().stream())
                    .distinct()
                    .forEach(name -> {
                        JsonNode mine = one.get(name);
                        JsonNode theirs = other.get(name);
                        if (mine == null || theirs == null) {
                            out.put(at + "/" + name, mine == null ? theirs : mine);
                        } else {
                            differ(at + "/" + name, mine, theirs, out);
                        }
                    });
        } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                differ(at + "/" + i, one.get(i), other.get(i), out);
            }
        } else if (one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) != 0
                : !one.equals(other)) {
            out.put(at, other);
        }
    }

    /// Counts what held and keeps the reasons of what did not.
    private static final class Tally {
        private final String of;
        private final List<String> problems = new ArrayList<>();
        private int checks;

        private Tally(String of) {
            this.of = of;
        }

        interface Check {
            void run() throws Exception;
        }

        private void check(Recording recording, Check check) throws Exception {
            checks++;
            try {
                check.run();
            } catch (AssertionError e) {
                problems.add(
                        recording.id() + ": " + String.valueOf(e.getMessage()).strip());
            }
        }

        private void report(String what) {
            System.out.println(of + ": " + (checks - problems.size()) + " of " + checks + " " + what);
            assertThat(problems).as(of + ": " + what).isEmpty();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
