package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// A plain command line means the same with picocli and without.
class ServeFlagTest {
    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    @Test
    void flagsAreReadWithTheirValues() {
        assertThat(ServeFlag.plain(words("serve"))).isEqualTo(Map.of());
        assertThat(ServeFlag.plain(words("serve --config weir.yaml --listen=127.0.0.1:9000 --data a=b")))
                .isEqualTo(Map.of(
                        ServeFlag.CONFIG, "weir.yaml", ServeFlag.LISTEN, "127.0.0.1:9000", ServeFlag.DATA, "a=b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "serve --config weir.yaml",
                "serve --config=weir.yaml --admin :1",
                "serve --data a=b --listen [::1]:8080 --admin=127.0.0.1:0 --config=x=y.yaml",
            })
    void picocliReadsAPlainLineAlike(String line) {
        var read = WeirCommand.line().parseArgs(words(line)).subcommand();
        assertThat(ServeCommand.values(read)).isEqualTo(ServeFlag.plain(words(line)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "--version",
                "serve --help",
                "serve -h",
                "serve weir.yaml",
                "serve --confg weir.yaml",
                "serve --config",
                "serve --config=",
                "serve --config --listen 127.0.0.1:1",
                "serve --config @file",
                "serve --listen 127.0.0.1:1 --listen 127.0.0.1:2",
                "serve --listen \"127.0.0.1:1\"",
            })
    void anythingElseIsLeftToPicocli(String line) {
        assertThat(ServeFlag.plain(words(line))).isNull();
    }

    @Test
    void picocliHasTheSameFlagsAndNoOthers() {
        var serve = Objects.requireNonNull(WeirCommand.line().getSubcommands().get("serve"));
        var names = new ArrayList<String>();
        serve.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        names.removeAll(List.of("-h", "--help", "-V", "--version"));
        assertThat(names)
                .containsExactlyElementsOf(
                        Arrays.stream(ServeFlag.values()).map(ServeFlag::word).toList());
        assertThat(serve.getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("--listen=HOST:PORT", "Where callers connect", "weir serve --config weir.yaml");
    }

    @Test
    void everyCommandIsThere() {
        assertThat(WeirCommand.line().getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "serve", "sim", "demo", "check", "models", "catalog", "explain", "simulate", "chaos");
    }
}
