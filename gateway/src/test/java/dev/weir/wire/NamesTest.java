package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static String of(String name) {
        byte[] bytes = ("\"" + name + "\"").getBytes(StandardCharsets.UTF_8);
        return Names.of(bytes, 1, bytes.length - 1);
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
