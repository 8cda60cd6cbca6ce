package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// The load generator: `wrk` with a script that posts one body over and over.
final class Wrk {
    private static final String MARK = "weir-bench-result ";

    private final Path folder;

    Wrk(Path folder) {
        this.folder = folder;
    }

    /// What one run brought; whole answers only.
    record Result(long requests, Duration took, Duration p50, Duration p99, long errors) {
        double perSecond() {
            return requests / (took.toNanos() / 1e9);
        }
    }

    /// Loads a port of this machine for a while.
    Result run(Lane lane, int port, Duration time) throws IOException, InterruptedException {
        Path script = script(lane);
        Path output = folder.resolve("wrk.out");
        Process process = Running.register(new ProcessBuilder(List.of(
                        "wrk",
                        "-t1",
                        "-c" + lane.connections(),
                        "-d" + time.toSeconds() + "s",
                        "--timeout",
                        "20s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + port + "/v1/chat/completions"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start());
        if (!process.waitFor(time.toSeconds() + 40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("wrk did not end");
        }
        return parse(Files.readString(output));
    }

    static Result parse(String output) throws IOException {
        String line = output.lines()
                .filter(one -> one.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IOException("wrk gave no result:\n" + output));
        var fields = JsonMapper.shared().readTree(line.substring(MARK.length()));
        return new Result(
                fields.path("requests").asLong(),
                micros(fields.path("micros").asLong()),
                micros(fields.path("p50").asLong()),
                micros(fields.path("p99").asLong()),
                fields.path("errors").asLong());
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    private Path script(Lane lane) throws IOException {
        Path script = folder.resolve(lane.id() + ".lua");
        String text = """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Authorization"] = "Bearer KEY"
                wrk.body = [==[BODY]==]
                function done(summary, latency, requests)
                  local e = summary.errors
                  io.write(string.format('MARK{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"errors":%d}\\n',
                    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
                    e.connect + e.read + e.write + e.status + e.timeout))
                end
                """.replace("KEY", Exchange.KEY)
                .replace("BODY", Canned.request(lane))
                .replace("MARK", MARK);
        Files.writeString(script, text, StandardCharsets.UTF_8);
        return script;
    }
}
