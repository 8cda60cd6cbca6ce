package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Few letters, so that patterns overlap with themselves and are often found.
    @Property(tries = 2000)
    void findsWhatStringsFind(
            @ForAll @StringLength(min = 1, max = 5) @CharRange(from = 'a', to = 'c') String pattern,
            @ForAll @StringLength(max = 40) @CharRange(from = 'a', to = 'c') String text) {
        assertThat(new ByteSearch(bytes(pattern)).in(bytes(text))).isEqualTo(text.indexOf(pattern));
    }

    @Test
    void bytesBeyondAsciiAreBytesToo() {
        assertThat(new ByteSearch(bytes("\u00FF\u00E9")).in(bytes("a\u00E9\u00FF\u00FF\u00E9")))
                .isEqualTo(3);
    }

    @Test
    void aPatternHasBytes() {
        assertThatThrownBy(() -> new ByteSearch(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteSearch(new byte[128])).isInstanceOf(IllegalArgumentException.class);
    }
}
