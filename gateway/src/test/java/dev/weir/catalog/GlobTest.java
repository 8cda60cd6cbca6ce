package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*,                  anything,             true",
        "gpt-5*,             gpt-5,                true",
        "gpt-5*,             gpt-5.1-mini,         true",
        "gpt-5*,             gpt-4,                false",
        "*claude-*-4-7*,     us.claude-opus-4-7-x, true",
        "*claude-*-4-7*,     claude-opus-4-8,      false",
        "openai/*,           openai/gpt-4o,        true",
        "openai/*,           azure/gpt-4o,         false",
        "a*b*c,              abbc,                 true",
        "a*b*c,              acb,                  false",
        "smart,              smart,                true",
        "smart,              smarter,              false",
        "gpt.4,              gpt-4,                false",
    })
    void aStarIsAnyRunAndTheRestIsItself(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }
}
