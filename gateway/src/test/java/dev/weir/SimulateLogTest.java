package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The log of a running gateway, planned anew under another configuration.
class SimulateLogTest {
    private static final String ANSWER = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";
    private static final String PROVIDERS = """
            providers:
              a: { like: openai-compatible, url: "${UP}/a", key: k, models: [ m ] }
              b: { like: openai-compatible, url: "${UP}/b", key: k, models: [ m ], region: eu }
            """;
    private static final String BEFORE = PROVIDERS + """
            models:
              smart: { targets: [ a/m ] }
            """;
    private static final String AFTER = PROVIDERS + """
            models:
              smart:
                targets:
                  - target: b/m
                    when: >-
                      request.tools > 1 || request.images > 0 || request.tokens > 400 || request.structured
                      || request.max_tokens == 77
                      || ('x-tier' in request.headers && request.headers['x-tier'] == 'gold')
                      || ('tier' in request.metadata && request.metadata['tier'] == 'gold')
                  - a/m
            """;

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        upstream.answer(_ -> Script.json(200, ANSWER));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    private static void ask(TestGateway gateway, String more, String... headers) throws Exception {
        var request = gateway.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"smart\"" + more
                        + (more.contains("\"messages\"")
                                ? ""
                                : ",\"messages\":[{\"role\":\"user\",\"content\":\"a secret word\"}]")
                        + "}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        assertThat(gateway.client()
                        .send(request.build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    /// What a gateway with that configuration logs of some requests.
    private List<String> log(String config) throws Exception {
        try (TestGateway gateway = TestGateway.start(config, folder, upstream.url())) {
            var tool = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";
            ask(gateway, "");
            ask(gateway, ",\"tools\":[" + tool + "," + tool.replace("\"f\"", "\"g\"") + "]");
            ask(
                    gateway,
                    ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                            + "{\"url\":\"https://x.example/p.png\"}}]}]");
            ask(gateway, ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "many words ".repeat(400) + "\"}]");
            ask(gateway, ",\"max_tokens\":77");
            ask(gateway, ",\"metadata\":{\"tier\":\"gold\",\"who\":\"somebody\"}");
            ask(gateway, "", "X-Tier", "gold", "X-Own", "private");
            ask(gateway, ",\"provider\":{\"ignore\":[\"b\"]},\"max_tokens\":77");
            ask(gateway, "", "x-weir-deadline", "20s");
            return gateway.logged(9);
        }
    }

    private String simulate(List<String> log, String config) throws Exception {
        var out = new StringWriter();
        var line = new CommandLine(new SimulateCommand(Map.of("UP", upstream.url())));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        var file = Files.writeString(folder.resolve("new.yaml"), config);
        var lines = Files.write(folder.resolve("requests.ndjson"), log);
        assertThat(line.execute("--config", file.toString(), "--log", lines.toString()))
                .as(out.toString())
                .isZero();
        return out.toString();
    }

    @Test
    void conditionsSeeWhatTheRequestsBrought() throws Exception {
        var log = log(BEFORE + "log: { facts: true, headers: [ X-Tier ], metadata: [ tier ] }\n");
        assertThat(log.toString()).doesNotContain("secret word", "private", "somebody", "p.png");
        assertThat(simulate(log, AFTER))
                .contains("9 requests\n", "3 go where they went", "6: a/m → b/m", "a/m: 9 → 3", "b/m: 0 → 6")
                .doesNotContain("Not in the log");
    }

    @Test
    void whatIsNotInTheLogIsSaid() throws Exception {
        var log = log(BEFORE);
        assertThat(simulate(log, AFTER))
                .contains(
                        "9 go where they went",
                        "of 9 requests: tools",
                        "of 9 requests: headers[x-tier]",
                        "`log: { facts: true, headers: [ x-tier ], metadata: [ tier ] }` in weir.yaml");
        assertThat(log.get(7)).contains("\"asked\":{\"provider\":{\"ignore\":[\"b\"]}}");
        assertThat(log.get(8)).contains("\"asked\":{\"headers\":{\"x-weir-deadline\":\"20s\"}}");
        assertThat(log.getFirst()).doesNotContain("\"asked\"");
    }

    @Test
    void aLogSaysWhoMayGoWhere() throws Exception {
        var log = log(BEFORE);
        var refused = simulate(log, BEFORE + "keys:\n  - { name: few, key: secret-few, models: [ a/m ] }\n");
        assertThat(refused).contains("9 would be refused: There is no key `open`.");
        assertThat(simulate(log, BEFORE.replace("[ a/m ]", "[ b/m ]")))
                .contains("8: a/m → b/m", "1 would be refused: No target of the model `smart` can take this request.");
    }
}
