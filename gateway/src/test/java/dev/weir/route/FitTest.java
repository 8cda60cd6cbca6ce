package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
    @ParameterizedTest
    @CsvSource({
        "/messages/0/name, true",
        "/messages, true",
        "/input/3, true",
        "/instructions, true",
        "/contents/0/parts/1, true",
        "/system_instruction/parts/0, true",
        "/prompt, true",
        "/prompt_cache_key, false",
        "/generation_config/top_k, false",
        "/top_k, false"
    })
    void theConversationIsNoParameterInWhicheverDialect(String path, boolean conversation) {
        assertThat(Fit.isConversation(path)).isEqualTo(conversation);
    }
}
