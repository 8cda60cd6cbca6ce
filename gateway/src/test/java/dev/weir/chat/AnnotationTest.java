package dev.weir.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation.Unit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Positions in a text whose five characters are 1, 2, 3, 4 and 1 bytes long.
class AnnotationTest {
    private static final String TEXT = "aé水😀b";

    @ParameterizedTest
    @CsvSource({
        "CODE_POINTS, 4, 4",
        "CODE_POINTS, -1, 0",
        "UTF16, 0, 0",
        "UTF16, 3, 3",
        "UTF16, 5, 4",
        "UTF16, 99, 5",
        "UTF8_BYTES, 0, 0",
        "UTF8_BYTES, 3, 2",
        "UTF8_BYTES, 6, 3",
        "UTF8_BYTES, 10, 4",
        "UTF8_BYTES, 99, 5"
    })
    void aPositionIsTheSameInCodePoints(Unit unit, int position, int points) {
        assertThat(unit.codePoints(TEXT, position)).isEqualTo(points);
    }
}
