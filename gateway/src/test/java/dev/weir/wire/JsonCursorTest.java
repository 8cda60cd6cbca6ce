package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JsonCursorTest {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void membersAreWalkedWithTheirRanges() {
        String text = " {\"model\" : \"gpt\\u002d5\", \"n\":12,\"deep\":{\"a\":[1,{}]} , \"stream\":true} ";
        JsonCursor json = cursor(text);
        List<String> seen = new ArrayList<>();
        assertThat(json.enterObject()).isTrue();
        while (json.next()) {
            seen.add(json.name() + "=" + text.substring(json.valueFrom(), json.valueTo()));
        }
        assertThat(json.complete()).isTrue();
        assertThat(seen).containsExactly("model=\"gpt\\u002d5\"", "n=12", "deep={\"a\":[1,{}]}", "stream=true");
    }

    @Test
    void namesAndStringsAreComparedWithTheirEscapesResolved() {
        JsonCursor json = cursor("{\"\\u0075sage\":\"st\\u006fp\",\"b\":\"stop\\\"\"}");
        json.enterObject();
        json.next();
        assertThat(json.nameIs("usage")).isTrue();
        assertThat(json.nameIs("usag")).isFalse();
        assertThat(json.nameIs("usages")).isFalse();
        assertThat(json.stringIs("stop")).isTrue();
        assertThat(json.stringIs("sto")).isFalse();
        json.next();
        assertThat(json.stringIs("stop")).isFalse();
        assertThat(json.stringIs("stop\"")).isTrue();
    }

    @Test
    void whatIsNotEnteredIsSkippedAndWhatIsLeftEarlyToo() {
        JsonCursor json = cursor("[[1,[2,3],4],{\"a\":{\"b\":null}},5]");
        assertThat(json.enterObject()).isFalse();
        assertThat(json.enterArray()).isTrue();
        assertThat(json.next()).isTrue();
        assertThat(json.enterArray()).isTrue();
        assertThat(json.next()).isTrue();
        json.leave();
        assertThat(json.next()).isTrue();
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.OBJECT);
        assertThat(json.next()).isTrue();
        assertThat(json.whole(-1)).isEqualTo(5);
        assertThat(json.next()).isFalse();
        assertThat(json.complete()).isTrue();
    }

    @Test
    void numbersAreReadOrSaidToBeNone() {
        JsonCursor json = cursor("[0,-7,123456789012345678,1234567890123456789,1.0,1e3,\"5\",null]");
        List<Long> read = new ArrayList<>();
        json.enterArray();
        while (json.next()) {
            read.add(json.whole(-1));
        }
        assertThat(read).containsExactly(0L, -7L, 123456789012345678L, -1L, -1L, -1L, -1L, -1L);
    }

    @Test
    void askingWhatAValueIsDoesNotPassOverIt() {
        JsonCursor json = cursor("[[1],\"a\"]");
        json.enterArray();
        json.next();
        assertThat(json.isNonEmptyString()).isFalse();
        assertThat(json.stringIs("a")).isFalse();
        assertThat(json.whole(-1)).isEqualTo(-1);
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.ARRAY);
        assertThat(json.enterArray()).isTrue();
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.BROKEN);
        assertThat(json.next()).isTrue();
        assertThat(json.next()).isFalse();
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.BROKEN);
        assertThat(json.next()).isTrue();
        assertThat(json.string()).isEqualTo("a");
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.STRING);
        assertThat(json.next()).isFalse();
        assertThat(json.complete()).isTrue();
    }

    @Test
    void stringIsNotReadFromAnotherValue() {
        JsonCursor json = cursor("17");
        assertThat(json.isNonEmptyString()).isFalse();
        assertThatThrownBy(json::string).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[1,]",
                "{\"a\":1,}",
                "{,}",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "[1 2]",
                "1 2",
                "01",
                "-",
                "-x",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "tru",
                "truE",
                "nul",
                "NaN",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u123",
                "\"a\nb\"",
                "'a'",
                "{\"a\":1]",
                "[1}",
                "// x\n1",
                "\uFEFF1",
                "{\"a\":{\"b\":[1}}"
            })
    void brokenDocumentsAreNotComplete(String text) {
        assertThat(walk(bytes(text))).isFalse();
        assertThat(cursor(text).complete()).isFalse();
    }

    @Test
    void brokenCursorEndsEveryWalk() {
        JsonCursor json = cursor("{\"a\":[1,2,x],\"b\":3}");
        json.enterObject();
        json.next();
        json.enterArray();
        assertThat(json.next()).isTrue();
        assertThat(json.next()).isTrue();
        assertThat(json.next()).isFalse();
        assertThat(json.next()).isFalse();
        json.leave();
        assertThat(json.kind()).isEqualTo(JsonCursor.Kind.BROKEN);
        assertThat(json.valueTo()).isEqualTo(-1);
        assertThat(json.brokenAt()).isEqualTo(10);
        assertThat(json.complete()).isFalse();
    }

    @Test
    void nestingIsBounded() {
        String deepest = "[".repeat(JsonCursor.MAX_DEPTH) + "]".repeat(JsonCursor.MAX_DEPTH);
        assertThat(cursor(deepest).complete()).isTrue();
        assertThat(walk(bytes(deepest))).isTrue();
        assertThat(cursor("[" + deepest + "]").complete()).isFalse();
        assertThat(walk(bytes("[" + deepest + "]"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC0AF, 0xEDA080, 0xF4908080, 0xE08080, 0xC3, 0x80, 0xFF, 0xF08080})
    void bytesThatAreNoUtf8Break(int sequence) {
        byte[] text = {'"', 'a', 0, 0, 0, 0, '"'};
        int to = 2;
        for (int shift = 24; shift >= 0; shift -= 8) {
            if ((sequence >>> shift & 0xFF) != 0) {
                text[to++] = (byte) (sequence >>> shift);
            }
        }
        text[to++] = '"';
        assertThat(new JsonCursor(text, 0, to).complete()).isFalse();
    }

    @Property(tries = 400)
    void agreesWithJacksonOnValidDocuments(@ForAll("documents") JsonNode document) {
        byte[] bytes = JACKSON.writeValueAsBytes(document);
        assertThat(new JsonCursor(bytes, 0, bytes.length).complete()).isTrue();
        assertThat(rebuilt(new JsonCursor(bytes, 0, bytes.length), bytes)).isEqualTo(JACKSON.readTree(bytes));
    }

    @Property(tries = 1500)
    void agreesWithJacksonOnMutations(@ForAll("documents") JsonNode document, @ForAll("edits") List<int[]> edits) {
        byte[] bytes = bytes(JACKSON.writeValueAsString(document));
        for (int[] edit : edits) {
            bytes = edited(bytes, edit);
        }
        boolean valid = valid(bytes);
        assertThat(new JsonCursor(bytes, 0, bytes.length).complete())
                .as("%s", new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(valid);
        assertThat(walk(bytes)).isEqualTo(valid);
    }

    /// Any set of members is cut by the rule that the class documents, and what stays is what was to stay.
    @Property(tries = 400)
    void anyMembersCanBeCutAtOnce(@ForAll("objects") ObjectNode object, @ForAll long which) {
        byte[] bytes = JACKSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(object);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        JsonCursor json = new JsonCursor(bytes, 0, bytes.length);
        StringBuilder cut = new StringBuilder();
        ObjectNode expected = object.deepCopy();
        int kept = 0;
        int last = 0;
        int index = 0;
        json.enterObject();
        while (json.next()) {
            if ((which >>> index++ & 1) == 0) {
                kept++;
                continue;
            }
            expected.remove(json.name());
            int after = json.commaAfter();
            int from = kept > 0 ? json.comma() : json.nameFrom();
            int to = kept > 0 || after < 0 ? json.valueTo() : after + 1;
            cut.append(text, last, from);
            last = to;
        }
        cut.append(text, last, text.length());
        assertThat(JACKSON.readTree(cut.toString().getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(JACKSON.readTree(JACKSON.writeValueAsBytes(expected)));
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        return nodes(3);
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return Arbitraries.maps(names(), nodes(1)).ofMaxSize(6).map(JsonCursorTest::object);
    }

    @Provide
    Arbitrary<List<int[]>> edits() {
        Arbitrary<Integer> positions = Arbitraries.integers().between(0, 4000);
        Arbitrary<Character> characters = Arbitraries.of(
                '{', '}', '[', ']', '"', ',', ':', '\\', '0', '9', '-', '.', 'e', 'E', '+', 't', 'n', 'u', ' ', '\n',
                'x', '\t', '/', '\u0001');
        return positions
                .flatMap(at -> characters.flatMap(
                        c -> Arbitraries.integers().between(0, 3).map(verb -> new int[] {at, c, verb})))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static Arbitrary<JsonNode> nodes(int depth) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                names().map(make::stringNode),
                Arbitraries.longs().map(make::numberNode),
                Arbitraries.doubles().map(make::numberNode),
                Arbitraries.of(make.booleanNode(true), make.booleanNode(false), make.nullNode()));
        if (depth == 0) {
            return scalars;
        }
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, scalars),
                net.jqwik.api.Tuple.of(
                        2,
                        nodes(depth - 1)
                                .list()
                                .ofMaxSize(4)
                                .map(list -> make.arrayNode().addAll(list))),
                net.jqwik.api.Tuple.of(
                        3,
                        Arbitraries.maps(names(), nodes(depth - 1)).ofMaxSize(4).map(JsonCursorTest::object)));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(20)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        return JsonNodeFactory.instance.objectNode().setAll(members);
    }

    private static byte[] edited(byte[] bytes, int[] edit) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = edit[0] % (text.length() + 1);
        String character = String.valueOf((char) edit[1]);
        String head = text.substring(0, at);
        String tail = text.substring(at);
        String rest = tail.isEmpty() ? tail : tail.substring(1);
        String made = switch (edit[2]) {
            case 0 -> head + character + tail;
            case 1 -> head + character + rest;
            case 2 -> head + rest;
            default -> head;
        };
        return made.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean valid(byte[] bytes) {
        try {
            return !JACKSON.readTree(bytes).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }

    /// Enters everything there is.
    private static boolean walk(byte[] bytes) {
        JsonCursor json = new JsonCursor(bytes, 0, bytes.length);
        walk(json);
        return json.complete();
    }

    private static void walk(JsonCursor json) {
        if (json.enterObject() || json.enterArray()) {
            while (json.next()) {
                walk(json);
            }
        }
    }

    private static JsonNode rebuilt(JsonCursor json, byte[] bytes) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (json.kind()) {
            case OBJECT -> {
                ObjectNode object = make.objectNode();
                json.enterObject();
                while (json.next()) {
                    object.set(json.name(), rebuilt(json, bytes));
                }
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = make.arrayNode();
                json.enterArray();
                while (json.next()) {
                    array.add(rebuilt(json, bytes));
                }
                yield array;
            }
            case STRING -> make.stringNode(json.string());
            case NUMBER, TRUE, FALSE, NULL ->
                JACKSON.readTree(bytes, json.valueFrom(), json.valueTo() - json.valueFrom());
            case BROKEN -> throw new AssertionError("broken at " + json.brokenAt());
        };
    }

    private static JsonCursor cursor(String text) {
        byte[] bytes = bytes(text);
        return new JsonCursor(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
