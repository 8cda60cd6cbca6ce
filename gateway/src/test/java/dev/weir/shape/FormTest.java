package dev.weir.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What passes for the form that was asked for.
class FormTest {
    private static final String CITY = """
            {"type":"object","additionalProperties":false,"required":["city","people"],"properties":{
             "city":{"type":"string","pattern":"^[A-Z]"},"people":{"type":"integer","minimum":1}}}""";

    private static Form form(String schema) {
        return Form.Schema.of(Objects.requireNonNull(Json.readOrNull(schema)));
    }

    private static String fitted(String text) {
        Verdict verdict = form(CITY).verdict(text);
        assertThat(verdict).isInstanceOf(Verdict.Fits.class);
        return ((Verdict.Fits) verdict).text();
    }

    private static String misfit(String schema, String text) {
        Verdict verdict = form(schema).verdict(text);
        assertThat(verdict).isInstanceOf(Verdict.Misfit.class);
        return ((Verdict.Misfit) verdict).why();
    }

    @Test
    void whatFitsStaysAsItWasWritten() {
        String text = " {\"city\": \"Bern\",  \"people\": 1.34e5}\n";
        assertThat(fitted(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```json\n{\"city\":\"Be}rn\",\"people\":3}\n```",
                "Sure! Here it is: {\"city\":\"Be}rn\",\"people\":3} Anything else?",
                "```\n{\"city\":\"Be}rn\",\"people\":3}"
            })
    void whatStandsRoundTheJsonIsLeftOut(String text) {
        assertThat(fitted(text)).isEqualTo("{\"city\":\"Be}rn\",\"people\":3}");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(misfit(CITY, "{\"city\":\"bern\",\"people\":0,\"x\":1}")).contains("/city", "/people", "'x'");
        assertThat(misfit(CITY, "{\"city\":\"Bern\"}")).contains("people");
        assertThat(misfit(CITY, "I cannot say.")).isEqualTo("it is not JSON.");
        assertThat(misfit(CITY, " ")).isEqualTo("it is empty.");
        assertThat(misfit(CITY, "{\"city\":\"Bern\",\"people\":3")).isEqualTo("it is not JSON.");
        assertThat(new Form.AnyObject().verdict("[1]")).isInstanceOf(Verdict.Misfit.class);
    }

    @Test
    void aBareValueIsCheckedWithoutLookingForBrackets() {
        assertThat(form("{\"type\":\"integer\"}").verdict("5")).isEqualTo(new Verdict.Fits("5"));
        assertThat(form("{\"enum\":[\"a\"],\"type\":\"string\"}").verdict("{\"a\":1}"))
                .isInstanceOf(Verdict.Misfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}",
                "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"$schema\":\"http://127.0.0.1:1/dialect\"}",
                "{\"properties\":{\"city\":{\"$ref\":\"#/$defs/nothing\"}}}",
                "{\"$ref\":\"#\"}",
                "{\"type\":\"object\",\"properties\":{\"city\":{\"pattern\":\"(\"}}}",
                "{\"$dynamicRef\":\"#x\"}",
                "[]"
            })
    void aSchemaThatCannotBeUsedIsSaidToBeSo(String schema) {
        assertThat(form(schema).verdict("{\"city\":\"Bern\"}")).isInstanceOf(Verdict.Unusable.class);
    }

    @Test
    void aPatternThatTriesForEverGivesUp() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"pattern\":\"^(a+)+\\\\1b$\"}}}";
        assertThat(form(schema).verdict("{\"a\":\"" + "a".repeat(40) + "!\"}"))
                .isEqualTo(new Verdict.Unusable("a pattern of it takes too long."));
    }

    @Test
    void aSchemaThatDoublesAtEveryStepIsBounded() {
        StringBuilder defs = new StringBuilder("\"d0\":{\"type\":\"string\"}");
        for (int i = 1; i < 40; i++) {
            String ref = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
            defs.append(",\"d")
                    .append(i)
                    .append("\":{\"anyOf\":[")
                    .append(ref)
                    .append(',')
                    .append(ref)
                    .append("]}");
        }
        assertThat(form("{\"$ref\":\"#/$defs/d39\",\"$defs\":{" + defs + "}}").verdict("{\"a\":1}"))
                .isInstanceOf(Verdict.Unusable.class);
    }
}
