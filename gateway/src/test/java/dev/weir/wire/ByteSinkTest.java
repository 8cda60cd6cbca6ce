package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
    private static final String[] PIECES = {
        "a", "Z", " ", "?", "\"", "\\", "\n", "\r", "\t", "\u0000", "\u001f", "\u007f", "é", "漢", "😀", "\ud800",
        "\udc00"
    };

    @ParameterizedTest
    @ValueSource(ints = {4, 11, 12, 17})
    void aTextIsReadBackAsItWas(int pieces) {
        Random dice = new Random(pieces);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = dice.nextInt(round % 2 == 0 ? 12 : 130); i > 0; i--) {
                text.append(PIECES[dice.nextInt(dice.nextInt(4) == 0 ? pieces : 3)]);
            }
            if (pieces == 12 && dice.nextBoolean()) {
                text.append("\ud800");
            }
            String json = json(text.toString());
            assertThat(TreeReader.read(json).stringValue()).as(json).isEqualTo(text.toString());
            assertThat(json.chars()).as(json).allMatch(c -> c >= 0x20);
        }
    }

    @Test
    void halfASurrogatePairIsAnEscapeInAnyLength() {
        assertThat(json("a?\ud800")).isEqualTo("\"a?\\ud800\"");
        assertThat(json("a?".repeat(40) + "\ud800?")).isEqualTo("\"" + "a?".repeat(40) + "\\ud800?\"");
    }

    @Test
    void asciiIsWrittenAsItIs() {
        ByteSink out = new ByteSink(1);
        out.ascii("content-length: ").number(-12_345).write('!');
        assertThat(new String(out.toBytes(), StandardCharsets.UTF_8)).isEqualTo("content-length: -12345!");
    }

    private static String json(String text) {
        return new String(new ByteSink(0).json(text).toBytes(), StandardCharsets.UTF_8);
    }
}
