package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `weir check` and `weir models`, as they are typed.
class CommandsTest {
    private static final Map<String, String> OPENAI = Map.of("OPENAI_API_KEY", "k");

    @TempDir
    private Path folder = Path.of("");

    /// What a command printed, and its exit code.
    private record Ran(int code, String out, String err) {
        static Ran of(Object command, String... arguments) {
            var out = new StringWriter();
            var err = new StringWriter();
            var code = new CommandLine(command)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(arguments);
            return new Ran(code, out.toString(), err.toString());
        }
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("weir.yaml"), yaml).toString();
    }

    @Test
    void checkSaysEveryProblemAndEndsWithOne() throws IOException {
        var file = file("listn: 1\nproviders: { opnai: {} }");
        var ran = Ran.of(new CheckCommand(Map.of()), file);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(2).allMatch(line -> line.startsWith(file + ":"));
        assertThat(ran.out()).isEmpty();
        assertThat(Ran.of(new CheckCommand(Map.of()), "--config", file)).isEqualTo(ran);
    }

    @Test
    void checkSaysWhatIsOn() {
        var ran = Ran.of(new CheckCommand(OPENAI));
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("Provider openai at https://api.openai.com/v1")
                .doesNotContain("Bearer");
    }

    @Test
    void modelsListsWhatCanBeAskedFor() throws IOException {
        var file = file("models: { smart: { targets: [ openai/gpt-4o ] } }");
        var ran = Ran.of(new ModelsCommand(OPENAI), "--config", file);
        assertThat(ran.code()).isZero();
        var lines = ran.out().lines().toList();
        assertThat(lines.getFirst()).startsWith("MODEL ").contains("CONTEXT", "$ IN");
        assertThat(lines.get(1))
                .matches("smart +128000 +16384 +2.5 +10 +image pdf tools schema  \\[models.dev .*, litellm .*]");
        assertThat(ran.out()).contains("openai/gpt-4o ").doesNotContain("anthropic/");
        assertThat(names(Ran.of(new ModelsCommand(OPENAI), "GPT", "4o-mini")))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("openai/gpt-4o-mini"));
    }

    /// The names of a list, without its head and foot.
    private static List<String> names(Ran ran) {
        return ran.out()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void modelsAreFoundByTheirNamesForPeopleAndWhatTheyAreFor() {
        assertThat(names(Ran.of(new ModelsCommand(OPENAI), "gpt", "4.1")))
                .contains("openai/gpt-4.1", "openai/gpt-4.1-mini-2025-04-14");
        var embedding = Ran.of(new ModelsCommand(OPENAI), "--mode", "embedding");
        assertThat(names(embedding)).contains("openai/text-embedding-3-small").doesNotContain("openai/gpt-4o");
        var ranking = Ran.of(new ModelsCommand(Map.of()), "--all", "--mode", "rerank", "--provider", "amazon-bedrock");
        assertThat(ranking.out()).contains("rerank $0.001/query  [litellm 2026-07-24]");
    }

    @Test
    void oneModelAloneIsShownWithEverythingThatIsKnown() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "--all", "mistral/mistral-small-latest");
        assertThat(ran.out().lines().findFirst()).contains("mistral/mistral-small-latest");
        assertThat(ran.out())
                .contains("price of input", "0.15 USD for a million tokens")
                .contains("doubtful: input", "as 0.06 by litellm, 0.1 by genai-prices and llm-prices and portkey")
                .contains("from", "models.dev (github.com/anomalyco/models.dev f3fc692, MIT), as of 2026-07-01");
    }

    @Test
    void aDoubtfulPriceIsMarked() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "--all", "--provider", "mistral", "small");
        assertThat(ran.out()).contains("0.15?").contains("? is doubtful");
    }

    @Test
    void whatTheConfigurationSaysOfAModelIsShownWithItsPlace() throws IOException {
        var file = file("catalog:\n  openai/gpt-4o: { price: { input: 2 } }");
        var ran = Ran.of(new ModelsCommand(OPENAI), "--config", file, "--json", "gpt-4o");
        assertThat(ran.out().lines().filter(line -> line.startsWith("{\"id\":\"openai/gpt-4o\"")))
                .singleElement()
                .asString()
                .contains("\"input\":\"2\",\"output\":\"10\"")
                .contains("{\"id\":\"" + file + ":2:18\",\"name\":\"the configuration\"}");
    }

    @Test
    void modelsKnowsTheWholeCatalog() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "--all", "--provider", "gemini", "2.5-pro", "--json");
        assertThat(ran.out().lines().findFirst())
                .get()
                .asString()
                .startsWith("{\"id\":\"google/gemini-2.5-pro\",\"name\":\"Gemini 2.5 Pro\",\"mode\":\"chat\","
                        + "\"context_window\":1048576,\"max_output_tokens\":65536")
                .contains("\"tiers\":[{\"above_tokens\":200000,\"per_million_tokens\":{\"input\":\"2.5\"");
        assertThat(Ran.of(new ModelsCommand(Map.of()), "--providers", "runway").out())
                .contains("runwayml")
                .contains("not yet");
    }

    @Test
    void aSearchThatFindsNothingSaysSo() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "nothing-of-this-name");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("--providers");
        assertThat(Ran.of(new ModelsCommand(OPENAI), "gpt4o-mini").err()).contains("Did you mean `gpt-4o-mini`?");
        assertThat(Ran.of(new ModelsCommand(OPENAI), "claude", "opus").err())
                .contains("the catalog knows")
                .contains("(anthropic/claude-")
                .contains("--all");
        assertThat(Ran.of(new ModelsCommand(OPENAI), "--provider", "anthropci"))
                .isEqualTo(new Ran(
                        2,
                        "",
                        "There is no provider anthropci. Did you mean `anthropic`?"
                                + " `weir models --providers` lists them.\n"));
        assertThat(Ran.of(new ModelsCommand(OPENAI), "--mode", "chatting").err())
                .startsWith("There is no mode chatting. Known: chat, embedding,");
    }

    @Test
    void aConfigurationThatCannotStandIsToldByEveryCommandAlike() throws IOException {
        var file = file("listn: 1");
        var told = Ran.of(new CheckCommand(Map.of()), file);
        assertThat(Ran.of(new ModelsCommand(Map.of()), "--config", file)).isEqualTo(told);
        assertThat(Ran.of(new ExplainCommand(), "gpt-sim", "--config", file)).isEqualTo(told);
    }

    private static final String PAIR = """
            providers:
              dear: { like: openai-compatible, url: "http://h.example/v1", key: k, models: [ m ] }
              cheap: { like: openai-compatible, url: "http://h.example/v1", key: k, models: [ m ] }
            catalog:
              dear/m: { price: { input: 10, output: 30 } }
              cheap/m: { price: { input: 1, output: 3 } }
            models:
              smart:
                strategy: cheapest
                targets:
                  - dear/m
                  - { target: cheap/m, when: "request.tokens < 5000" }
            """;

    @Test
    void explainSaysWhoIsAskedAndWhoIsLeftOutAndWhy() throws IOException {
        var file = file(PAIR);
        var body = Files.writeString(
                        folder.resolve("body.json"),
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(8_000) + "\"}]}")
                .toString();
        assertThat(Ran.of(new ExplainCommand(), "smart", "--config", file).out())
                .contains("1. cheap/m: $", "2. dear/m: $", "no traffic seen");
        var ran = Ran.of(new ExplainCommand(), "--model", "smart", "--request", body, "--config", file);
        assertThat(ran.out()).contains("1. dear/m: ", "left out: cheap/m: its condition does not hold");
        assertThat(Ran.of(new ExplainCommand(), "smart", "--request", "nowhere.json", "--config", file)
                        .code())
                .isEqualTo(1);
        assertThat(Ran.of(new ExplainCommand(), "m", "--key", "nobody", "--config", file)
                        .err())
                .contains("There is no key nobody");
        var nowhere = Ran.of(new ExplainCommand(), "smart", "--header", "x-weir-region: eu", "--config", file);
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err().lines())
                .hasSize(3)
                .startsWith("No target can take this request:")
                .contains("  left out: dear/m: the request does not leave eu, and nobody says where it answers");
    }

    @Test
    void simulateSaysWhatWouldHaveBeen() throws IOException {
        var line = "{\"id\":\"r%d\",\"at\":\"2026-11-22T10:00:00Z\",\"key\":\"open\",\"dialect\":\"openai-chat\","
                + "\"model\":\"smart\",\"delivery\":\"whole\",\"outcome\":\"complete\",\"target\":\"%s/m\",\"ms\":%d,"
                + "\"usage\":{\"source\":\"reported\",\"input\":{\"fresh\":%d},\"output\":{\"visible\":100}}%s}\n";
        var log = Files.writeString(
                        folder.resolve("past.ndjson"),
                        line.formatted(1, "dear", 1000, 1000, "")
                                + line.formatted(2, "cheap", 500, 1000, "")
                                + line.formatted(3, "dear", 3000, 9000, "")
                                + line.formatted(4, "dear", 100, 1000, ",\"failure\":{\"kind\":\"broken\"}")
                                + "no line of a log\n")
                .toString();
        var ran = Ran.of(new SimulateCommand(Map.of()), "--config", file(PAIR), "--log", log);
        assertThat(ran.err()).isEmpty();
        // The first and the last go to the cheap one, the second stays there, the third is too long for it.
        assertThat(ran.out().lines())
                .containsExactly(
                        "4 requests, and 1 lines that tell of none",
                        "  2 go where they went",
                        "  2: dear/m → cheap/m",
                        "Requests by target:",
                        "  cheap/m: 1 → 3",
                        "  dear/m: 3 → 1",
                        "Cost of 3 whose prices are known: $0.1073 → $0.0956",
                        "Time of 3 answers whose targets the log knows: 1500 → 1333 ms on average",
                        "Failures: 1 → 0.3 expected");
    }

    @Test
    void checkPrintsTheSchema() {
        assertThat(Ran.of(new CheckCommand(Map.of()), "--schema")).isEqualTo(new Ran(0, Schema.text(), ""));
    }

    @Test
    void helpTeachesByExample() {
        assertThat(Ran.of(new CheckCommand(Map.of()), "--help").out()).contains("weir check weir.yaml");
        assertThat(Ran.of(new ModelsCommand(Map.of()), "--help").out()).contains("weir models claude opus");
    }
}
