package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway of its own process, killed in the middle of load and started again on the same folder.
@Tag("slow")
class KilledTest {
    private static final String CLAUDE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"c-1","stop_reason":"end_turn",
             "content":[{"type":"text","text":"hello"}],"usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final int FIRST = 20;

    @TempDir
    private Path folder = Path.of("");

    /// A gateway in a process of its own.
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final String base;
        private final List<String> said = new ArrayList<>();

        Child(Path folder) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classes(),
                            "dev.weir.Main",
                            "serve",
                            "--config",
                            folder.resolve("weir.yaml").toString(),
                            "--data",
                            folder.resolve("data").toString(),
                            "--listen",
                            "127.0.0.1:0",
                            "--admin",
                            "127.0.0.1:0")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader words = process.errorReader();
            String serving = "";
            for (String line = words.readLine(); line != null && serving.isEmpty(); line = words.readLine()) {
                said.add(line);
                serving = line.strip().startsWith("serving") ? line.strip().split("\\s+", -1)[1] : "";
            }
            assertThat(serving).as(String.join("\n", said)).isNotEmpty();
            base = serving;
            Thread.ofVirtual().start(() -> words.lines().forEach(said::add));
        }

        /// Those of this test's own process, however it came by them.
        private static String classes() {
            String own = System.getProperty("java.class.path");
            return Child.class.getClassLoader() instanceof URLClassLoader loader
                    ? Stream.of(loader.getURLs())
                            .map(URL::getPath)
                            .collect(Collectors.joining(File.pathSeparator, own + File.pathSeparator, ""))
                    : own;
        }

        private HttpResponse<String> get(HttpClient client, String path) throws Exception {
            return client.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
        }

        /// Asks for an answer that is kept.
        private String ask(HttpClient client) throws IOException, InterruptedException {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/responses"))
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString("{\"model\":\"claude/claude-sonnet-4-5\",\"input\":\"hi\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Objects.requireNonNull(Json.readOrNull(answer.body()))
                    .path("id")
                    .asString("");
        }

        /// As `kill -9`.
        private void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void whatWasCommittedIsThereAndTheRestIsWholeOrGone() throws Exception {
        try (ScriptedUpstream up = new ScriptedUpstream();
                HttpClient client = HttpClient.newHttpClient()) {
            up.answer(Script.json(200, CLAUDE));
            Files.writeString(
                    folder.resolve("weir.yaml"),
                    "providers:\n  claude: { like: anthropic, key: k, url: \"" + up.url() + "\" }\n");
            List<String> committed = new ArrayList<>();
            List<String> late = new CopyOnWriteArrayList<>();
            try (Child first = new Child(folder)) {
                for (int i = 0; i < FIRST; i++) {
                    committed.add(first.ask(client));
                }
                untilKept(FIRST);
                Thread load = Thread.ofVirtual().start(() -> load(first, client, late));
                while (late.size() < FIRST && load.isAlive()) {
                    LockSupport.parkNanos(1_000_000);
                }
                first.kill();
                load.join();
            }
            try (Child again = new Child(folder)) {
                for (String id : committed) {
                    assertThat(again.get(client, "/responses/" + id).body()).contains("hello");
                }
                for (String id : late) {
                    HttpResponse<String> found = again.get(client, "/responses/" + id);
                    assertThat(found.statusCode()).as(found.body()).isIn(200, 404);
                    assertThat(found.statusCode() == 200).isEqualTo(found.body().contains("hello"));
                }
                assertThat(again.ask(client)).startsWith("resp_");
            }
            try (Connection database = database();
                    var statement = database.createStatement();
                    var check = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(check.getString(1)).isEqualTo("ok");
            }
        }
    }

    private static void load(Child on, HttpClient client, List<String> answered) {
        try {
            while (true) {
                answered.add(on.ask(client));
            }
        } catch (IOException killed) {
            // As it was meant to be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("data").resolve("weir.db"));
    }

    private void untilKept(int many) throws Exception {
        while (true) {
            try (Connection database = database();
                    var statement = database.createStatement();
                    var rows = statement.executeQuery("SELECT count(*) FROM deposit WHERE kind = 'RESPONSE'")) {
                if (rows.getInt(1) >= many) {
                    return;
                }
            } catch (SQLException notYet) {
                // The file is being made.
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
