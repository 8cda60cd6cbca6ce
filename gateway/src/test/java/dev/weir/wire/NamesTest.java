package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static String of(String name) {
        return of(name, "\"");
    }

    private static String of(String name, String behind) {
        byte[] bytes = ("\"" + name + behind).getBytes(StandardCharsets.UTF_8);
        return Names.of(bytes, 1, 1 + name.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void namesOfEveryLengthThatDifferInOneLetterAreKeptApart() {
        for (int length = 1; length <= 40; length++) {
            for (int at = 0; at < length; at++) {
                String name = "a".repeat(at) + "b" + "a".repeat(length - at - 1);
                assertThat(of("a".repeat(length))).isEqualTo("a".repeat(length));
                assertThat(of(name, "\":12345678")).isEqualTo(name);
                assertThat(of(name)).isEqualTo(name);
            }
        }
        assertThat(of("a\0")).isEqualTo("a\0");
        assertThat(of("a")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "prompt_tokens_details",
                "é",
                "漢字",
                "a name of more than forty characters, which are many"
            })
    void aNameIsWhatStandsThere(String name) {
        assertThat(of(name)).isEqualTo(name);
        assertThat(of(name)).isEqualTo(name);
    }

    @Test
    void aNameThatWasMetIsTheSameString() {
        assertThat(of("completion_tokens")).isSameAs(of("completion_tokens"));
    }

    @Test
    void namesThatShareASlotAreKeptApart() {
        Random dice = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            String name = Integer.toString(dice.nextInt(5_000), 36);
            assertThat(of(name)).isEqualTo(name);
        }
    }
}
