package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking.Way;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraitsTest {
    private static Traits traits(String row, String model) {
        return CatalogTest.CATALOG.traits(CatalogTest.CATALOG.row(row).orElseThrow(), model);
    }

    static Stream<Arguments> thinking() {
        return Stream.of(
                // platform.claude.com/docs/en/build-with-claude/extended-thinking: budget models
                think("anthropic", "claude-sonnet-4-5", "OFF BUDGET", ""),
                think("anthropic", "claude-haiku-4-5-20251001", "OFF BUDGET", ""),
                think("anthropic", "claude-opus-4-5", "OFF BUDGET EFFORT", "LOW MEDIUM HIGH"),
                // platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6: both, the budget deprecated
                think("anthropic", "claude-opus-4-6", "OFF ADAPTIVE BUDGET EFFORT", "LOW MEDIUM HIGH MAX"),
                // whats-new-claude-4-7: adaptive only
                think("anthropic", "claude-opus-4-7", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                think("anthropic", "claude-opus-4-7-20260416", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                // docs/en/models/fable-5/migration-guide: always on
                think("anthropic", "claude-fable-5-1", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                think("anthropic", "claude-opus-5-5", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                think("anthropic", "claude-opus-5", "OFF HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                think("anthropic", "claude-sonnet-5", "OFF HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                // docs/en/models/sonnet-5-5/overview: between_tools instead of disabled
                think("anthropic", "claude-sonnet-5-5", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                think("openrouter", "anthropic/claude-opus-4.7", "HIDDEN ADAPTIVE EFFORT", "LOW MEDIUM HIGH XHIGH MAX"),
                // platform.openai.com/docs/guides/reasoning
                think("openai", "o3", "HIDDEN EFFORT", "LOW MEDIUM HIGH"),
                think("openai", "gpt-5-mini", "HIDDEN EFFORT", "MINIMAL LOW MEDIUM HIGH"),
                think("openai", "gpt-5.1-2025-11-13", "OFF HIDDEN EFFORT", "NONE LOW MEDIUM HIGH"),
                think("openai", "gpt-5.4", "OFF HIDDEN EFFORT", "NONE LOW MEDIUM HIGH XHIGH"),
                // the model page of GPT-6.1 Terra: six levels, none is back
                think("openai", "gpt-6.1-terra", "OFF HIDDEN EFFORT", "NONE LOW MEDIUM HIGH XHIGH MAX"),
                // ai.google.dev/gemini-api/docs/thinking
                think("google", "gemini-2.5-flash", "OFF BUDGET", ""),
                think("google", "gemini-2.5-pro", "HIDDEN BUDGET", ""),
                think("google", "gemini-3-pro-preview", "HIDDEN EFFORT", "LOW HIGH"),
                think("google", "gemini-3.5-flash", "HIDDEN EFFORT", "MINIMAL LOW MEDIUM HIGH"),
                // ai.google.dev/gemini-api/docs/models/gemini-3.7-flash: minimal is refused
                think("google", "gemini-3.7-flash", "HIDDEN EFFORT", "LOW MEDIUM HIGH"),
                // api-docs.deepseek.com/guides/thinking_mode
                think("deepseek", "deepseek-v4-pro", "OFF ADAPTIVE EFFORT", "LOW HIGH MAX"),
                // platform.kimi.ai/docs/guide/use-thinking-effort
                think("moonshotai", "kimi-k3", "EFFORT", "LOW HIGH MAX"),
                think("moonshotai", "kimi-k2.6", "OFF ADAPTIVE", ""),
                // docs.z.ai
                think("zai", "glm-4.7", "OFF ADAPTIVE", ""),
                think("groq", "openai/gpt-oss-120b", "EFFORT", "LOW MEDIUM HIGH"));
    }

    private static Arguments think(String row, String model, String ways, String efforts) {
        return Arguments.of(row, model, ways, efforts);
    }

    @ParameterizedTest
    @MethodSource("thinking")
    void everyFamilyIsAskedToThinkInItsOwnWay(String row, String model, String ways, String efforts) {
        var thinking = traits(row, model).thinking();
        assertThat(thinking.known()).isEqualTo(Support.YES);
        assertThat(thinking.ways())
                .containsExactlyInAnyOrder(words(ways).map(Way::valueOf).toArray(Way[]::new));
        assertThat(thinking.efforts())
                .isEqualTo(words(efforts).map(Effort::valueOf).toList());
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }

    @Test
    void budgetsHaveTheirBounds() {
        // ai.google.dev/gemini-api/docs/thinking#set-budget
        assertThat(traits("google", "gemini-2.5-flash-lite").thinking())
                .extracting(Traits.Thinking::minBudget, Traits.Thinking::maxBudget)
                .containsExactly(512, 24576);
        assertThat(traits("google", "gemini-2.5-pro").thinking())
                .extracting(Traits.Thinking::minBudget, Traits.Thinking::maxBudget)
                .containsExactly(128, 32768);
        // platform.claude.com/docs/en/build-with-claude/extended-thinking
        assertThat(traits("anthropic", "claude-sonnet-4-5").thinking().minBudget())
                .isEqualTo(1024);
    }

    static Stream<Arguments> sampling() {
        return Stream.of(
                Arguments.of("openai", "gpt-4o", Support.YES),
                Arguments.of("openai", "o4-mini", Support.NO),
                Arguments.of("openai", "gpt-5", Support.NO),
                Arguments.of("openai", "gpt-5-chat-latest", Support.YES),
                Arguments.of("anthropic", "claude-sonnet-4-6", Support.YES),
                // whats-new-claude-4-7, and every later family: anything but the default is a 400
                Arguments.of("anthropic", "claude-opus-4-7", Support.NO),
                Arguments.of("anthropic", "claude-opus-4-8", Support.NO),
                Arguments.of("anthropic", "claude-haiku-5-5", Support.NO),
                Arguments.of("anthropic", "claude-sonnet-5-5", Support.NO),
                Arguments.of("google", "gemini-3.1-pro-preview", Support.YES),
                // platform.kimi.ai/docs/api/models-overview: fixed
                Arguments.of("moonshotai", "kimi-k3", Support.NO),
                Arguments.of("openai", "a-model-of-tomorrow", Support.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("sampling")
    void itIsKnownWhoTakesATemperature(String row, String model, Support sampling) {
        assertThat(traits(row, model).sampling()).isEqualTo(sampling);
    }

    static Stream<Arguments> prefill() {
        return Stream.of(
                Arguments.of("anthropic", "claude-sonnet-4-5", Prefill.PLAIN),
                // whats-new-claude-4-6#prefill-removal
                Arguments.of("anthropic", "claude-opus-4-6", Prefill.NONE),
                Arguments.of("anthropic", "claude-opus-5-5", Prefill.NONE),
                // docs.mistral.ai/capabilities/completion/prefix
                Arguments.of("mistral", "mistral-large-latest", Prefill.PREFIX_FLAG),
                Arguments.of("openai", "gpt-4o", Prefill.NONE),
                Arguments.of("togetherai", "whatever", Prefill.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("prefill")
    void itIsKnownWhoContinuesAnAnswer(String row, String model, Prefill prefill) {
        assertThat(traits(row, model).prefill()).isEqualTo(prefill);
    }

    @Test
    void sizesAndInputsComeFromTheListOfModels() {
        var opus = traits("anthropic", "claude-opus-4-8");
        assertThat(opus.contextTokens()).isEqualTo(1_000_000);
        assertThat(opus.maxOutputTokens()).isEqualTo(128_000);
        assertThat(opus.inputs()).isEqualTo(Set.of(MediaKind.IMAGE, MediaKind.DOCUMENT));
        assertThat(traits("google", "gemini-2.5-pro").inputs())
                .isEqualTo(Set.of(MediaKind.IMAGE, MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.DOCUMENT));
        assertThat(traits("deepseek", "deepseek-chat").inputs()).isEmpty();
    }

    @Test
    void sealsGoBackOnlyToWhoIssuedThem() {
        assertThat(traits("anthropic", "claude-opus-4-8").acceptedSeals()).containsExactly("anthropic");
        assertThat(traits("minimax", "MiniMax-M3").acceptedSeals()).containsExactly("minimax");
        assertThat(traits("google", "gemini-3-pro-preview").acceptedSeals()).containsExactly("google");
        assertThat(traits("groq", "openai/gpt-oss-120b").acceptedSeals()).isEmpty();
    }

    @Test
    void aSystemTurnMayStandInMidConversationSinceOpus48() {
        // platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-8
        assertThat(traits("anthropic", "claude-opus-4-8").lateSystem()).isEqualTo(Support.YES);
        assertThat(traits("anthropic", "claude-sonnet-5").lateSystem()).isEqualTo(Support.YES);
        assertThat(traits("anthropic", "claude-opus-4-7").lateSystem()).isEqualTo(Support.NO);
        assertThat(traits("anthropic", "claude-haiku-4-5").lateSystem()).isEqualTo(Support.NO);
    }

    @Test
    void promptCachesAreToldInTheirHostsWords() {
        assertThat(traits("openai", "gpt-5.6").caching()).isEqualTo(Traits.Caching.BREAKPOINTS);
        assertThat(traits("openai", "gpt-6-mini").caching()).isEqualTo(Traits.Caching.BREAKPOINTS);
        assertThat(traits("openai", "gpt-5.5").caching()).isEqualTo(Traits.Caching.ITS_OWN);
        assertThat(traits("azure", "gpt-5.6").caching()).isEqualTo(Traits.Caching.ITS_OWN);
        assertThat(traits("openrouter", "anthropic/claude-opus-5").caching()).isEqualTo(Traits.Caching.CONTROL);
    }

    @Test
    void ofAModelOfTomorrowNothingIsClaimed() {
        assertThat(traits("xai", "surprise"))
                .isEqualTo(new Traits(
                        null,
                        null,
                        Set.of(),
                        Traits.Thinking.UNKNOWN,
                        Support.UNKNOWN,
                        Support.UNKNOWN,
                        Support.UNKNOWN,
                        Prefill.NONE,
                        Set.of("xai"),
                        Support.UNKNOWN));
    }
}
