package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Client;
import dev.weir.FaultCase.Side;
import dev.weir.FaultCase.Way;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store cannot be used: requests are answered all the same, in every dialect, streamed and not, also those that
/// look something up or leave something.
class StoreFaultTest {
    private static final String YAML = """
            providers:
              up: { like: openai-compatible, url: "${UP}/v1" }
              claude: { like: anthropic, key: k, url: "${UP}" }
            """;
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"tool_use",
             "content":[{"type":"thinking","thinking":"hm","signature":"EpgC+/="},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String AGAIN = """
            {"model":"claude/claude-sonnet-4-5","reasoning_effort":"low",
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
             "messages":[{"role":"user","content":"hi"},
              {"role":"assistant","tool_calls":[{"id":"toolu_0","type":"function",
                "function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"toolu_0","content":"fine"}]}""";

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, Side> sides = new ConcurrentHashMap<>();
    private ScriptedUpstream up;

    @BeforeEach
    void start() throws Exception {
        up = new ScriptedUpstream();
        up.answer(request -> {
            String model = FaultCase.asked(request);
            Side side = model == null ? null : sides.get(model);
            return side == null ? Script.json(200, CLAUDE) : side.next();
        });
    }

    @AfterEach
    void stop() throws Exception {
        up.close();
    }

    private TestGateway gateway() throws Exception {
        return TestGateway.start(YAML, folder, up.url());
    }

    private Path file() throws Exception {
        return Files.createDirectories(folder.resolve("data")).resolve("weir.db");
    }

    private static Connection database(Path file) throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void everybodyIsAnswered(TestGateway gateway) throws Exception {
        for (Client client : Client.values()) {
            for (Way way : Way.values()) {
                String model = client + "-" + way;
                Side side = new Side(model, up);
                sides.put(model, side);
                FaultCase each = new FaultCase(gateway, client, way, "up/" + model, side, side);
                side.does(each.good());
                FaultRows.isWhole(each.ask());
            }
        }
        HttpResponse<String> sealed = gateway.chat(AGAIN);
        assertThat(sealed.statusCode()).as(sealed.body()).isEqualTo(200);
        assertThat(sealed.body()).contains("toolu_1");
    }

    private static double dropped(TestGateway gateway) throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/metrics");
        String page = gateway.client()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        return page.lines()
                .filter(line -> line.startsWith("weir_store_dropped"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    private static String kept(TestGateway gateway) throws Exception {
        HttpResponse<String> answer = gateway.post(
                "/v1/responses", "{\"model\":\"claude/claude-sonnet-4-5\",\"input\":\"hi\",\"max_output_tokens\":100}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Objects.requireNonNull(Json.readOrNull(answer.body())).path("id").asString("");
    }

    @Test
    void aFolderThatCannotBeMade() throws Exception {
        Files.writeString(folder.resolve("data"), "this is no folder");
        try (TestGateway gateway = gateway()) {
            everybodyIsAnswered(gateway);
            String id = kept(gateway);
            assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
            // One that nobody knows may be there, when the store is.
            HttpResponse<String> other = gateway.get("/v1/responses/resp_other");
            assertThat(other.statusCode()).isEqualTo(503);
            assertThat(other.body()).contains("error");
        }
    }

    @Test
    void aFileThatIsBroken() throws Exception {
        Files.writeString(file(), "these are no pages of a database. ".repeat(200), StandardCharsets.US_ASCII);
        try (TestGateway gateway = gateway()) {
            everybodyIsAnswered(gateway);
            HttpResponse<String> named = gateway.chat("{\"model\":\"claude/claude-sonnet-4-5\",\"messages\":[{"
                    + "\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"file_1\"}}]}]}");
            assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
        }
    }

    @Test
    void aFileThatAnotherHoldsLockedAndGivesBack() throws Exception {
        try (TestGateway gateway = gateway()) {
            kept(gateway);
        }
        String meanwhile;
        try (TestGateway gateway = gateway()) {
            try (Connection other = database(file());
                    var statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                everybodyIsAnswered(gateway);
                meanwhile = kept(gateway);
                statement.execute("ROLLBACK");
            }
            assertThat(dropped(gateway)).isZero();
        }
        try (TestGateway again = gateway()) {
            assertThat(again.get("/v1/responses/" + meanwhile).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDiskThatIsFull() throws Exception {
        try (TestGateway gateway = gateway()) {
            kept(gateway);
        }
        // As full as a disk can be for one file: not a page more.
        try (Connection other = database(file());
                var statement = other.createStatement()) {
            statement.execute("CREATE TRIGGER full BEFORE INSERT ON deposit"
                    + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        }
        try (TestGateway gateway = gateway()) {
            everybodyIsAnswered(gateway);
        }
    }

    @Test
    void aFileThatIsGoneWhileTheGatewayRuns() throws Exception {
        try (TestGateway gateway = gateway()) {
            kept(gateway);
            for (String name : List.of("weir.db", "weir.db-wal", "weir.db-shm")) {
                Files.deleteIfExists(folder.resolve("data").resolve(name));
            }
            everybodyIsAnswered(gateway);
        }
    }
}
