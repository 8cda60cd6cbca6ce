package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.route.VirtualModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ChaosTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyFaultIsPlayedAgainstAModelAndTheReportSaysWhatCallersSee() throws Exception {
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, """
                providers:
                  one: { like: openai-compatible, url: http://127.0.0.1:1/v1 }
                  two: { like: openai-compatible, url: http://127.0.0.1:2/v1 }
                models:
                  smart: { targets: [one/a, two/b], retry: { backoff: 5ms..20ms } }
                """);
        Config config = ((Loaded.Ok) Config.load(TestGateway.CATALOG, file, Map.of(), Flags.NONE, 1)).config();
        List<VirtualModel> models = config.models();
        List<Chaos.Result> results = new Chaos(config, Duration.ofMillis(400)).run(models);
        assertThat(results).hasSize(2 * ChaosFault.ALL.size());
        ChaosReport report = new ChaosReport(models, results);
        assertThat(report.isRight()).as(report.text()).isTrue();
        assertThat(report.text())
                .contains("the caller gets", "F8", "one/a", "two/b, rescue by restart", "56 as they should be, 0 not.")
                .doesNotContain("gpt-sim");
        assertThat(report.html())
                .contains("<h2>smart</h2>", "dies after 40 of 60 tokens")
                .doesNotContain("class=bad");
        assertThat(results)
                .filteredOn(result -> result.fault().id().equals("F8") && result.delivery() == Delivery.STREAM)
                .allMatch(result -> result.verdict() == Chaos.Verdict.WHOLE);
    }
}
