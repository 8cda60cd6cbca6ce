package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandTextTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("/opt/bin/keys --user helen", List.of("/opt/bin/keys", "--user", "helen")),
                Arguments.of("  \"/opt/my bin/keys\"\t'a b'  ", List.of("/opt/my bin/keys", "a b")),
                Arguments.of("keys a\\ b \"q\\\"q\" \"C:\\x\" '\\'", List.of("keys", "a b", "q\"q", "C:\\x", "\\")),
                Arguments.of("keys \"\" $HOME | cat", List.of("keys", "", "$HOME", "|", "cat")),
                Arguments.of("keys --na\"me\"=x", List.of("keys", "--name=x")),
                Arguments.of("keys \"open", List.of()),
                Arguments.of("   ", List.of()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsCutIntoWordsAsAShellDoesAndNothingElseIsAShells(String text, List<String> words) {
        assertThat(CommandText.words(text)).isEqualTo(words);
    }
}
