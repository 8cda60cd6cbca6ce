package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class JsonWriterTest {
    private static String written(JsonNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "[1,-2,3000000000,12345678901234567890,0.10,1.50E+3,0.0]",
                "{\"a\":{\"b\":[{},[],\"\",{\"c\":null}]},\"d\":false}",
                "\"plain\"",
                "\"a \\\" b \\\\ c \\n d \\t e \\r f\"",
                "\"é ☃ 😀\"",
                "{\"key with \\\" in it\":1}",
            })
    void whatWasReadIsWrittenAsItWas(String json) {
        assertThat(written(Objects.requireNonNull(Json.readOrNull(json)))).isEqualTo(json);
    }

    @Test
    void controlCharactersAndLoneSurrogatesAreEscaped() {
        assertThat(written(Json.string("\u0001\b\f\ud800x"))).isEqualTo("\"\\u0001\\u0008\\u000c\\ud800x\"");
    }

    @Test
    void aNumberThatJsonDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Json.bytes(JsonNodeFactory.instance.numberNode(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500)
    void anyTextComesBack(@ForAll String text) {
        JsonNode node = Json.object().set("text", Json.string(text));
        JsonNode read = Objects.requireNonNull(Json.readOrNull(written(node)));
        assertThat(read.path("text").stringValue()).isEqualTo(text);
    }
}
