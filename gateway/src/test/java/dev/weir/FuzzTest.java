package dev.weir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The fuzzers' targets on their seeds and on broken forms of them, the same ones every time. Jazzer goes on from here:
/// `./weir test fuzz`.
@Tag("slow")
class FuzzTest {
    private static final int ROUNDS = 1_500;
    private static final List<byte[]> WORDS = words(
            "null",
            "-1",
            "1e400",
            "99999999999999999999",
            "\"\"",
            "[]",
            "{}",
            "true",
            "\\u0000",
            "\\ud800",
            "\n\n",
            "\r",
            "data:",
            "event: error\n",
            "\ufeff",
            "\"type\":\"x\"",
            "\"index\":-1",
            "\"index\":7",
            "[[[[[[[[",
            "{\"a\":");

    private static List<byte[]> words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void everySeedIsRead(FuzzTarget target) {
        for (byte[] seed : FuzzSeeds.of(target)) {
            assertThatCode(() -> target.read(seed)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenSeedsAreRefusedInTheDecodersOwnWords(FuzzTarget target) {
        SplittableRandom dice = new SplittableRandom(7);
        List<byte[]> seeds = FuzzSeeds.of(target);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] broken = seeds.get(dice.nextInt(seeds.size()));
            for (int turns = dice.nextInt(1, 5); turns > 0; turns--) {
                broken = broken(broken, dice);
            }
            read(target, broken);
        }
    }

    /// What Jazzer found once.
    @ParameterizedTest
    @CsvSource({"JSON, e30="})
    void whatWasFoundOnceIsRead(FuzzTarget target, String base64) {
        read(target, Base64.getDecoder().decode(base64));
    }

    private static void read(FuzzTarget target, byte[] bytes) {
        try {
            target.read(bytes);
        } catch (RuntimeException | StackOverflowError e) {
            fail(target + " on " + Base64.getEncoder().encodeToString(bytes), e);
        }
    }

    private static byte[] broken(byte[] bytes, SplittableRandom dice) {
        if (bytes.length < 4) {
            return bytes;
        }
        int from = dice.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + dice.nextInt(1, 40));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (dice.nextInt(6)) {
            case 0 -> out.write(bytes, 0, from);
            case 1 -> {
                out.write(bytes, 0, from);
                out.write(bytes, to, bytes.length - to);
            }
            case 2 -> {
                out.write(bytes, 0, to);
                out.write(bytes, from, bytes.length - from);
            }
            case 3 -> {
                out.write(bytes, 0, from);
                out.write(dice.nextInt(256));
                out.write(bytes, from + 1, bytes.length - from - 1);
            }
            case 4 -> value(bytes, from, dice, out);
            default -> {
                out.write(bytes, 0, from);
                out.writeBytes(WORDS.get(dice.nextInt(WORDS.size())));
                out.write(bytes, to, bytes.length - to);
            }
        }
        return out.toByteArray();
    }

    /// Another value behind the next colon.
    private static void value(byte[] bytes, int from, SplittableRandom dice, ByteArrayOutputStream out) {
        int colon = from;
        while (colon < bytes.length && bytes[colon] != ':') {
            colon++;
        }
        int end = colon + 1;
        while (end < bytes.length && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']') {
            end++;
        }
        if (end >= bytes.length) {
            out.writeBytes(bytes);
            return;
        }
        out.write(bytes, 0, colon + 1);
        out.writeBytes(WORDS.get(dice.nextInt(WORDS.size())));
        out.write(bytes, end, bytes.length - end);
    }
}
