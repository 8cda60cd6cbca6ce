package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `weir demo`: everything it sends is answered as it says.
@Tag("slow")
class DemoTest {
    @Test
    void everyRequestOfItGetsTheAnswerThatItShows() {
        int all = DemoAsk.all().size();
        var out = new StringWriter();
        int code = new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--listen",
                        "127.0.0.1:0",
                        "--admin",
                        "127.0.0.1:0",
                        "--every",
                        "0ms",
                        "--requests",
                        Integer.toString(all));
        assertThat(code).isZero();
        assertThat(out.toString()).contains("/admin/v1/receipts?limit=5", "/sim/requests", "/metrics");
        List<String> lines = out.toString()
                .lines()
                .filter(line -> line.matches("[0-9-]{3}  .*"))
                .toList();
        assertThat(lines).hasSize(all);
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("200"))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("429") && line.endsWith("a rate limit"))
                .anyMatch(line -> line.startsWith("404") && line.endsWith("an unknown model"))
                .anyMatch(line -> line.startsWith("400") && line.contains("strict"));
        assertThat(lines)
                .filteredOn(line -> line.contains("fallback"))
                .hasSize(2)
                .allMatch(line -> line.contains("anthropic/claude-sim"));
    }

    @Test
    void aWrongTimeIsRefusedWithAnExample() {
        var err = new StringWriter();
        int code =
                new CommandLine(new DemoCommand()).setErr(new PrintWriter(err)).execute("--every", "often");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("250ms");
    }
}
