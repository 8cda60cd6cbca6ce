package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(ran.out().lines().findFirst())
                .get()
                .asString()
                .startsWith("smart ")
                .contains("128000");
        assertThat(ran.out()).contains("openai/gpt-4o ").doesNotContain("anthropic/");
        assertThat(Ran.of(new ModelsCommand(OPENAI), "GPT", "4o-mini").out().lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("openai/gpt-4o-mini"));
    }

    @Test
    void modelsKnowsTheWholeCatalog() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "--all", "--provider", "gemini", "2.5-pro", "--json");
        assertThat(ran.out().lines().findFirst())
                .get()
                .asString()
                .startsWith("{\"id\":\"google/gemini-2.5-pro\",\"context\":1048576,\"max_output\":65536");
        assertThat(Ran.of(new ModelsCommand(Map.of()), "--providers", "bedrock").out())
                .contains("amazon-bedrock")
                .contains("not yet");
    }

    @Test
    void aSearchThatFindsNothingSaysSo() {
        var ran = Ran.of(new ModelsCommand(Map.of()), "nothing-of-this-name");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("--providers");
    }

    @Test
    void helpTeachesByExample() {
        assertThat(Ran.of(new CheckCommand(Map.of()), "--help").out()).contains("weir check weir.yaml");
        assertThat(Ran.of(new ModelsCommand(Map.of()), "--help").out()).contains("weir models claude opus");
    }
}
