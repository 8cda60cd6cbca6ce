package dev.weir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Tokens, prose, directives, schemas, signatures.
class TextTest {

    @Property(tries = 300)
    void theTokensOfATextAreTheText(@ForAll String text, @ForAll @IntRange(min = 1, max = 5) int chunk) {
        assertThat(String.join("", Tokens.split(text, chunk))).isEqualTo(text);
        assertThat(Tokens.split(text, 1)).hasSize(Tokens.count(text));
    }

    @Property(tries = 200)
    void proseHasTheLengthAskedFor(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int tokens) {
        assertThat(Tokens.count(new Dice(seed).prose(tokens))).isEqualTo(tokens);
    }

    @Test
    void directivesMayHoldBracketsInTheirJson() {
        Directives read =
                Directives.parse("go [[call: f {\"a\":[[1],[2]],\"s\":\"]]\"}]] and [[say: done]] [[call: g]]");

        assertThat(read.calls())
                .containsExactly(
                        new Directives.Call("f", Optional.of("{\"a\":[[1],[2]],\"s\":\"]]\"}")),
                        new Directives.Call("g", Optional.empty()));
        assertThat(read.say()).contains("done");
    }

    @Test
    void bracketsWithoutADirectiveAreTheUsersOwn() {
        assertThat(Directives.parse("a [[link]] and [[unclosed")).isEqualTo(Directives.NONE);
    }

    @Test
    void anInstanceFollowsItsSchema() {
        JsonNode schema = Json.read("""
                {"type":"object","required":["kind","n","list","child","maybe"],"$defs":{"child":{"type":"object",
                "properties":{"id":{"type":"string","format":"uuid"}},"required":["id"]}},
                "properties":{"kind":{"enum":["x"]},"n":{"type":"integer","minimum":5,"maximum":7},
                "list":{"type":"array","items":{"type":"boolean"},"minItems":2},"child":{"$ref":"#/$defs/child"},
                "maybe":{"anyOf":[{"type":"null"},{"type":"string","minLength":30}]},"extra":{"type":"string"}}}""");

        JsonNode made = SchemaInstance.of(schema, new Dice(3));

        assertThat(made.path("kind").stringValue()).isEqualTo("x");
        assertThat(made.path("n").intValue()).isBetween(5, 7);
        assertThat(made.path("list").size()).isEqualTo(2);
        assertThat(made.at("/child/id").stringValue()).hasSize(36);
        assertThat(made.path("maybe").stringValue()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(made.has("extra")).isFalse();
    }

    @Test
    void aSchemaThatHoldsItselfEnds() {
        JsonNode schema =
                Json.read("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}");

        assertThat(SchemaInstance.of(schema, new Dice(1)).has("a")).isTrue();
    }

    @Test
    void aSealHoldsOnItsOwnContentOnly() {
        Seals seals = new Seals(1, "anthropic");
        String seal = seals.seal("thought", new Dice(5));

        assertThat(seals.holds(seal, "thought")).isTrue();
        assertThat(seals.holds(seal.replace('+', '-').replace('/', '_'), "thought"))
                .isTrue();
        assertThat(seals.holds(seal, "other")).isFalse();
        assertThat(seals.holds("Eg" + seal.substring(2, 40), "thought")).isFalse();
        assertThat(seals.holds("not base64 !", "thought")).isFalse();
        assertThat(new Seals(1, "gemini").holds(seal, "thought")).isFalse();
        assertThat(new Seals(2, "anthropic").holds(seal, "thought")).isFalse();
    }
}
