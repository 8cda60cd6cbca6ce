package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TreeReaderTest {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " [ ] ",
                "{\"a\":1,\"b\":[true,false,null],\"a\":2}",
                "{\"\":{\"\":{}},\"\\u0061b\\n\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}",
                "\"é ü 漢字 😀 \\ud800 plain text that is longer than a word or two, and a \\\"quote\\\" at its end\"",
                "[0,-0,7,-7,2147483647,2147483648,-2147483648,-2147483649]",
                "[999999999999999999,9223372036854775807,-9223372036854775808,9223372036854775808,123456789012345678901]",
                "[0.10,1.50e3,1E+2,-2.5e-7,1e400,0.0]",
                "true",
                "null",
                "-1.25"
            })
    void aTreeIsWhatJacksonReads(String json) {
        JsonNode expected = JACKSON.readTree(json);
        byte[] bytes = ("#" + json + "#").getBytes(StandardCharsets.UTF_8);
        JsonNode tree = TreeReader.read(bytes, 1, bytes.length - 1);
        assertThat(tree).isEqualTo(expected);
        assertThat(TreeReader.read(json)).isEqualTo(expected);
        assertThat(kinds(tree)).isEqualTo(kinds(expected));
        assertThat(names(tree)).isEqualTo(names(expected));
    }

    @Test
    void whatIsMadeUpIsReadAsJacksonReadsIt() {
        Random dice = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            String json = made(dice, 0);
            assertThat(TreeReader.read(json)).as(json).isEqualTo(JACKSON.readTree(json));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "tru",
                "01",
                "1.",
                "-",
                "\"",
                "\"\\x\"",
                "[1] 2",
                "\u0001",
                "\"\u0001\"",
                "[\"a\" \"b\"]",
                "{\"a\":1,}",
                "\"\\ud8\"",
                "nul",
                "}",
                "[1}"
            })
    void whatIsNoJsonIsAnError(String json) {
        assertThatThrownBy(() -> TreeReader.read(json)).isInstanceOf(JacksonException.class);
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        byte[] bytes = "\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(TreeReader.read(bytes, 0, bytes.length).path("a").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t "})
    void spaceIsNoDocument(String json) {
        assertThat(TreeReader.read(json).isMissingNode()).isTrue();
    }

    @Test
    void halfASurrogatePairInATextIsKept() {
        assertThat(TreeReader.read("[\"\ud800 and 😀\"]").get(0).stringValue()).isEqualTo("\ud800 and 😀");
    }

    @Test
    void nestingIsBounded() {
        String deepest = "[".repeat(TreeReader.MAX_DEPTH) + "]".repeat(TreeReader.MAX_DEPTH);
        assertThat(TreeReader.read(deepest).isArray()).isTrue();
        assertThatThrownBy(() -> TreeReader.read("[" + deepest + "]")).isInstanceOf(JacksonException.class);
    }

    @Test
    void aNumberThatIsTooLongIsAnError() {
        assertThatThrownBy(() -> TreeReader.read("1".repeat(401))).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> TreeReader.read("0." + "1".repeat(400))).isInstanceOf(JacksonException.class);
    }

    private static List<String> names(JsonNode node) {
        List<String> all = new ArrayList<>(node.propertyNames());
        node.forEach(child -> all.addAll(names(child)));
        return all;
    }

    private static List<String> kinds(JsonNode node) {
        List<String> all = new ArrayList<>(List.of(node.getClass().getSimpleName()));
        node.forEach(child -> all.addAll(kinds(child)));
        return all;
    }

    private static String made(Random dice, int depth) {
        return switch (dice.nextInt(depth < 5 ? 8 : 6)) {
            case 0 -> Long.toString(dice.nextLong() >> dice.nextInt(64));
            case 1 ->
                dice.nextInt(1_000) + "." + dice.nextInt(1_000) + (dice.nextBoolean() ? "" : "e" + dice.nextInt(30));
            case 2 -> "true";
            case 3 -> "null";
            case 4, 5 -> quoted(dice);
            case 6 -> {
                StringBuilder array = new StringBuilder("[");
                for (int i = dice.nextInt(6); i > 0; i--) {
                    array.append(made(dice, depth + 1)).append(i > 1 ? " , " : "");
                }
                yield array.append(']').toString();
            }
            default -> {
                StringBuilder object = new StringBuilder("{ ");
                for (int i = dice.nextInt(24); i > 0; i--) {
                    object.append(quoted(dice))
                            .append(": ")
                            .append(made(dice, depth + 2))
                            .append(i > 1 ? "," : "");
                }
                yield object.append('}').toString();
            }
        };
    }

    private static String quoted(Random dice) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = dice.nextInt(20); i > 0; i--) {
            text.append(
                    switch (dice.nextInt(12)) {
                        case 0 -> "\\n";
                        case 1 -> "\\u00" + (10 + dice.nextInt(80));
                        case 2 -> "é";
                        case 3 -> "漢";
                        case 4 -> "😀";
                        default -> Character.toString('a' + dice.nextInt(26));
                    });
        }
        return text.append('"').toString();
    }
}
