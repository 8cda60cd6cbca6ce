package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.dialect.openai.StrictFold;
import dev.weir.dialect.responses.StrictReader;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One fault as one kind of client meets it: what its provider and the fallback do, what the client saw, what they saw.
final class FaultCase {
    /// How a client asks.
    enum Client {
        OPENAI_CHAT("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"),
        OPENAI_RESPONSES("/v1/responses", "\"input\":\"hi\""),
        ANTHROPIC("/v1/messages", "\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"),
        GEMINI("/v1beta/models/", "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]");

        private final String path;
        private final String question;

        Client(String path, String question) {
            this.path = path;
            this.question = question;
        }

        String path(String model, Way way) {
            return this == GEMINI
                    ? path + model + (way == Way.WHOLE ? ":generateContent" : ":streamGenerateContent?alt=sse")
                    : path;
        }

        String body(String model, Way way) {
            return this == GEMINI
                    ? "{" + question + "}"
                    : "{\"model\":\"" + model + "\"," + question + (way == Way.WHOLE ? "" : ",\"stream\":true") + "}";
        }

        /// What of one JSON document is the answer's text.
        private String text(JsonNode json, Way way) {
            return switch (this) {
                case OPENAI_CHAT ->
                    json.at(way == Way.WHOLE ? "/choices/0/message/content" : "/choices/0/delta/content")
                            .asString("");
                case OPENAI_RESPONSES ->
                    way == Way.WHOLE
                            ? json.at("/output/0/content/0/text").asString("")
                            : json.path("type").asString("").equals("response.output_text.delta")
                                    ? json.path("delta").asString("")
                                    : "";
                case ANTHROPIC ->
                    json.at(way == Way.WHOLE ? "/content/0/text" : "/delta/text")
                            .asString("");
                case GEMINI -> json.at("/candidates/0/content/parts/0/text").asString("");
            };
        }

        private boolean ends(String stream) {
            return switch (this) {
                case OPENAI_CHAT -> stream.contains("data: [DONE]");
                case OPENAI_RESPONSES -> stream.contains("\"type\":\"response.completed\"");
                case ANTHROPIC -> stream.contains("\"type\":\"message_stop\"");
                case GEMINI -> stream.contains("\"finishReason\"");
            };
        }

        /// Reads a whole stream as the strictest of the dialect's SDKs does.
        private void readStrictly(String stream) {
            byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
            switch (this) {
                case OPENAI_CHAT -> assertThat(StrictFold.of(bytes).isDone()).isTrue();
                case OPENAI_RESPONSES ->
                    assertThat(StrictReader.of(bytes).isComplete()).isTrue();
                case ANTHROPIC, GEMINI -> {}
            }
        }
    }

    enum Way {
        WHOLE,
        STREAMED
    }

    /// What a client saw.
    record Seen(int status, String text, boolean complete, String body, HttpResponse<String> answer) {}

    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]+)\"");

    private final TestGateway gateway;
    private final Client client;
    private final Way way;
    private final String id;
    private final Side primary;
    private final Side spare;
    private final FaultPace pace;

    FaultCase(TestGateway gateway, Client client, Way way, String id, Side primary, Side spare) {
        this(gateway, client, way, id, primary, spare, FaultPace.SCALED);
    }

    FaultCase(TestGateway gateway, Client client, Way way, String id, Side primary, Side spare, FaultPace pace) {
        this.gateway = gateway;
        this.client = client;
        this.way = way;
        this.id = id;
        this.primary = primary;
        this.spare = spare;
        this.pace = pace;
    }

    /// One side of the rig, as one case uses it: its requests are known by the model they name.
    static final class Side {
        private final String model;
        private final ScriptedUpstream upstream;
        private final List<Script> scripts = new ArrayList<>();

        Side(String model, ScriptedUpstream upstream) {
            this.model = model;
            this.upstream = upstream;
        }

        /// One script after the other; the last one again and again.
        void does(Script... next) {
            synchronized (scripts) {
                scripts.clear();
                scripts.addAll(List.of(next));
            }
        }

        Script next() {
            synchronized (scripts) {
                return scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
            }
        }

        String model() {
            return model;
        }

        /// Begins anew.
        void forget() {
            upstream.received().removeIf(request -> model.equals(asked(request)));
        }

        List<ScriptedUpstream.Received> requests() {
            return upstream.received().stream()
                    .filter(request -> model.equals(asked(request)))
                    .toList();
        }
    }

    static @Nullable String asked(ScriptedUpstream.Received request) {
        Matcher model = MODEL.matcher(request.text());
        return model.find() ? model.group(1) : null;
    }

    Way way() {
        return way;
    }

    Client client() {
        return client;
    }

    FaultPace pace() {
        return pace;
    }

    boolean isStreamed() {
        return way == Way.STREAMED;
    }

    Side primary() {
        return primary;
    }

    Side spare() {
        return spare;
    }

    TestGateway gateway() {
        return gateway;
    }

    /// Asks the model that has both targets.
    Seen ask() throws Exception {
        return ask(id);
    }

    /// Asks the model that has nowhere else to go.
    Seen askAlone() throws Exception {
        return ask("up/" + primary.model());
    }

    Seen ask(String model) throws Exception {
        // A path is no place for a slash.
        String inPath = model.replace("/", "%2F");
        HttpResponse<String> answer = gateway.post(client.path(inPath, way), client.body(model, way));
        StringBuilder text = new StringBuilder();
        boolean streamed =
                answer.headers().firstValue("content-type").orElse("").contains("event-stream");
        if (streamed) {
            answer.body().lines().filter(line -> line.startsWith("data: {")).forEach(line -> {
                JsonNode json = Json.readOrNull(line.substring("data: ".length()));
                text.append(json == null ? "?" : client.text(json, Way.STREAMED));
            });
        } else if (answer.statusCode() == 200) {
            JsonNode json = Json.readOrNull(answer.body());
            text.append(json == null ? "?" : client.text(json, Way.WHOLE));
        }
        boolean complete = streamed ? client.ends(answer.body()) : answer.statusCode() == 200;
        return new Seen(answer.statusCode(), text.toString(), complete, answer.body(), answer);
    }

    /// Asks the model that has both targets, and reads the stream as the strictest SDK of the client's dialect does.
    Seen askStrictly() throws Exception {
        Seen seen = ask();
        client.readStrictly(seen.body());
        return seen;
    }

    // What providers say.

    static final int TOKENS = 60;

    /// All that a good answer says.
    static String all() {
        return some(0, TOKENS);
    }

    static String some(int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < to; i++) {
            out.append("t").append(i).append(' ');
        }
        return out.toString();
    }

    /// A good answer in the form that was asked for.
    Script good() {
        return isStreamed() ? begun(TOKENS).chunk(end()).last() : whole(all());
    }

    static Script whole(String text) {
        return Script.json(
                200,
                "{\"id\":\"c-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":60,"
                        + "\"total_tokens\":65}}");
    }

    /// The beginning of a stream.
    static Script begun(int tokens) {
        return begun(0, tokens);
    }

    static Script begun(int from, int to) {
        Script script = Script.stream().chunk(event("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        for (int i = from; i < to; i++) {
            script.chunk(event("{\"content\":\"t" + i + " \"}", "null"));
        }
        return script;
    }

    static String event(String delta, String finish) {
        return "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    static String end() {
        return finish() + usage() + "data: [DONE]\n\n";
    }

    static String finish() {
        return event("{}", "\"stop\"");
    }

    static String usage() {
        return "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":60,\"total_tokens\":65}}\n\n";
    }

    static Script refused(int status, String code, String message) {
        return Script.json(
                status,
                "{\"error\":{\"message\":\"" + message
                        + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"" + code + "\"}}");
    }
}
