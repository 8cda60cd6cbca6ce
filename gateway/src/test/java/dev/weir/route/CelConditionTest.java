package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Part.MediaKind;
import dev.weir.route.Ground.Asked;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelConditionTest {
    private static final Facts FACTS = new Asked(
            120_000, 500, 2, Set.of(MediaKind.IMAGE), false, Map.of("x-tier", "gold"), "checkout-service", "");

    private static Condition condition(String text) {
        return ((CelCondition.Read.Good) CelCondition.read(text)).condition();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "request.tokens > 100000",
                "request.tokens > 100000 && request.tools == 2",
                "request.images > 0 || request.structured",
                "request.max_tokens <= 500",
                "request.model.startsWith('sm')",
                "request.headers['x-tier'] == 'gold'",
                "'x-tier' in request.headers && !('x-other' in request.headers)",
                "request.key in ['checkout-service', 'search']",
                "request.time.getFullYear('UTC') == 1970",
                "request.dialect == 'openai-chat' && !request.stream",
                "size(request.metadata) == 0",
            })
    void whatHoldsHolds(String text) {
        assertThat(condition(text).against(FACTS)).isNull();
    }

    @Test
    void whatDoesNotHoldOrCannotBeAnsweredLeavesOutAndSaysSo() {
        assertThat(condition("request.tokens < 100000").against(FACTS)).isEqualTo("its condition does not hold");
        assertThat(condition("request.headers['x-other'] == 'a'").against(FACTS))
                .startsWith("its condition cannot be answered: ")
                .contains("x-other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request.tokns > 1 | 1 | undeclared reference",
                "request.tokens > 'a' | 16 | no matching overload",
                "request.tokens | 8 | expected type 'bool'",
                "request.tokens > | 17 | mismatched input",
            })
    void whatIsWrongIsSaidWithItsPlaceBeforeAnyRequest(String text, int column, String why) {
        assertThat(CelCondition.read(text)).isInstanceOfSatisfying(CelCondition.Read.Wrong.class, wrong -> {
            assertThat(wrong.why()).contains(why);
            assertThat(wrong.line()).isEqualTo(1);
            assertThat(wrong.column()).isEqualTo(column);
        });
    }
}
