package dev.weir.dialect.anthropic;

import static dev.weir.dialect.anthropic.Ask.assistant;
import static dev.weir.dialect.anthropic.Ask.call;
import static dev.weir.dialect.anthropic.Ask.function;
import static dev.weir.dialect.anthropic.Ask.json;
import static dev.weir.dialect.anthropic.Ask.result;
import static dev.weir.dialect.anthropic.Ask.thought;
import static dev.weir.dialect.anthropic.Ask.told;
import static dev.weir.dialect.anthropic.Ask.tool;
import static dev.weir.dialect.anthropic.Ask.user;
import static dev.weir.dialect.anthropic.Ask.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.Encoded;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThinkingPlanTest {
    private static Reasoning asked(@Nullable Mode mode, @Nullable Effort effort, @Nullable Integer budget) {
        return new Reasoning(mode, effort, budget, null);
    }

    private static Ask unbounded() {
        return Ask.hello().with(Bounds.NONE);
    }

    static Stream<Arguments> plans() {
        Traits budget = Ask.budgetModel();
        Traits adaptive = Ask.adaptiveModel();
        Traits both = Ask.bothModel();
        Traits none = Ask.model(8192, Support.YES, List.of());
        Traits effortOnly = Ask.model(64_000, Support.YES, List.of(Effort.LOW, Effort.HIGH), Way.EFFORT);
        Traits unknown = Traits.UNKNOWN;
        return Stream.of(
                // nothing is said: the model's own default
                row(budget, Reasoning.NONE, null, null, 32_000),
                row(adaptive, Reasoning.NONE, null, null, 32_000),
                row(unknown, Reasoning.NONE, null, null, 8192),
                row(none, Reasoning.NONE, null, null, 8192),
                // off
                row(budget, asked(Mode.OFF, null, null), "{\"type\":\"disabled\"}", null, 32_000),
                row(budget, asked(null, Effort.NONE, null), "{\"type\":\"disabled\"}", null, 32_000),
                row(unknown, asked(null, null, 0), "{\"type\":\"disabled\"}", null, 8192),
                row(none, asked(null, Effort.NONE, null), null, null, 8192),
                row(adaptive, asked(null, Effort.NONE, null), null, null, 32_000, "DROPPED /reasoning_effort"),
                row(both, asked(Mode.OFF, Effort.LOW, null), "{\"type\":\"disabled\"}", "low", 32_000),
                // a budget
                row(
                        budget,
                        asked(Mode.BUDGET, null, 5000),
                        "{\"type\":\"enabled\",\"budget_tokens\":5000}",
                        null,
                        64_000),
                row(unknown, asked(null, null, 9000), "{\"type\":\"enabled\",\"budget_tokens\":9000}", null, 17_192),
                row(
                        budget,
                        asked(null, null, 100),
                        "{\"type\":\"enabled\",\"budget_tokens\":1024}",
                        null,
                        64_000,
                        "COERCED /thinking"),
                row(
                        budget,
                        asked(null, null, 90_000),
                        "{\"type\":\"enabled\",\"budget_tokens\":63999}",
                        null,
                        64_000,
                        "COERCED /thinking"),
                row(
                        adaptive,
                        asked(Mode.BUDGET, null, 5000),
                        "{\"type\":\"adaptive\"}",
                        "medium",
                        64_000,
                        "COERCED /thinking"),
                row(adaptive, asked(null, null, 60_000), "{\"type\":\"adaptive\"}", "max", 64_000, "COERCED /thinking"),
                row(none, asked(Mode.BUDGET, null, 5000), null, null, 8192, "DROPPED /reasoning_effort"),
                // an effort
                row(adaptive, asked(null, Effort.HIGH, null), "{\"type\":\"adaptive\"}", "high", 64_000),
                row(
                        adaptive,
                        asked(null, Effort.MINIMAL, null),
                        "{\"type\":\"adaptive\"}",
                        "low",
                        64_000,
                        "COERCED /reasoning_effort"),
                row(
                        both,
                        asked(null, Effort.XHIGH, null),
                        "{\"type\":\"adaptive\"}",
                        "high",
                        64_000,
                        "COERCED /reasoning_effort"),
                row(
                        budget,
                        asked(null, Effort.HIGH, null),
                        "{\"type\":\"enabled\",\"budget_tokens\":16384}",
                        null,
                        64_000,
                        "COERCED /reasoning_effort"),
                row(effortOnly, asked(null, Effort.MEDIUM, null), null, "low", 64_000, "COERCED /reasoning_effort"),
                row(unknown, asked(null, Effort.HIGH, null), null, null, 8192, "DROPPED /reasoning_effort"),
                row(none, asked(null, Effort.HIGH, null), null, null, 8192, "DROPPED /reasoning_effort"),
                // as the model sees fit
                row(adaptive, asked(Mode.ADAPTIVE, null, null), "{\"type\":\"adaptive\"}", null, 64_000),
                row(unknown, asked(Mode.ADAPTIVE, null, null), "{\"type\":\"adaptive\"}", null, 8192),
                row(
                        budget,
                        asked(Mode.ADAPTIVE, null, null),
                        "{\"type\":\"enabled\",\"budget_tokens\":8192}",
                        null,
                        64_000,
                        "COERCED /reasoning_effort"));
    }

    private static Arguments row(
            Traits traits,
            Reasoning reasoning,
            @Nullable String thinking,
            @Nullable String effort,
            int maxTokens,
            String... losses) {
        return Arguments.of(traits, reasoning, thinking, effort, maxTokens, List.of(losses));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyModelIsAskedToThinkInItsOwnWay(
            Traits traits,
            Reasoning reasoning,
            @Nullable String thinking,
            @Nullable String effort,
            int maxTokens,
            List<String> losses) {
        Encoded encoded = unbounded().with(reasoning).encoded(traits);
        assertThat(encoded.body().get("thinking")).isEqualTo(thinking == null ? null : json(thinking));
        assertThat(encoded.body().at("/output_config/effort").asString("none"))
                .isEqualTo(effort == null ? "none" : effort);
        assertThat(encoded.body().get("max_tokens").intValue()).isEqualTo(maxTokens);
        assertThat(told(encoded))
                .filteredOn(loss -> !loss.equals("ADDED /max_tokens"))
                .isEqualTo(losses);
        assertThat(told(encoded)).contains("ADDED /max_tokens");
    }

    @Test
    void aBudgetStaysBelowMaxTokens() {
        Encoded raised = Ask.hello().with(asked(null, null, 5000)).encoded(Ask.budgetModel());
        assertThat(raised.body().get("max_tokens").intValue()).isEqualTo(5100);
        assertThat(told(raised)).containsExactly("COERCED /max_tokens");
        Encoded shrunk = Ask.hello()
                .with(new Bounds(4000, List.of(), null, null))
                .with(asked(null, Effort.HIGH, null))
                .encoded(Ask.budgetModel());
        assertThat(shrunk.body().get("max_tokens").intValue()).isEqualTo(4000);
        assertThat(shrunk.body().at("/thinking/budget_tokens").intValue()).isEqualTo(3000);
        Encoded tiny = Ask.hello().with(asked(null, Effort.LOW, null)).encoded(Ask.budgetModel());
        assertThat(tiny.body().get("max_tokens").intValue()).isEqualTo(1124);
        assertThat(tiny.body().at("/thinking/budget_tokens").intValue()).isEqualTo(1024);
        assertThat(told(tiny)).containsExactly("COERCED /reasoning_effort", "COERCED /max_tokens");
    }

    @Test
    void maxTokensStaysWithinTheModel() {
        Encoded encoded =
                Ask.hello().with(new Bounds(100_000, List.of(), null, null)).encoded(Ask.budgetModel());
        assertThat(encoded.body().get("max_tokens").intValue()).isEqualTo(64_000);
        assertThat(told(encoded)).containsExactly("COERCED /max_tokens");
    }

    @Test
    void whetherThoughtsAreShownIsSaidWhereTheModelIsAskedToThink() {
        Encoded shown =
                unbounded().with(new Reasoning(null, Effort.LOW, null, true)).encoded(Ask.adaptiveModel());
        assertThat(shown.body().at("/thinking/display").stringValue()).isEqualTo("summarized");
        Encoded hidden =
                unbounded().with(new Reasoning(null, null, 2000, false)).encoded(Ask.budgetModel());
        assertThat(hidden.body().at("/thinking/display").stringValue()).isEqualTo("omitted");
        Encoded onlyHidden =
                unbounded().with(new Reasoning(null, null, null, false)).encoded(Ask.bothModel());
        assertThat(onlyHidden.body().has("thinking")).isFalse();
        assertThat(told(onlyHidden)).contains("DROPPED /thinking");
    }

    @Test
    void aModelThatThinksTakesNoSampling() {
        Encoded encoded = unbounded()
                .with(new Sampling(0.3, 0.5, 4, null, null, null, null))
                .with(asked(null, null, 2000))
                .encoded(Ask.budgetModel());
        assertThat(encoded.body().has("temperature")).isFalse();
        assertThat(told(encoded)).contains("DROPPED /temperature", "DROPPED /top_p", "DROPPED /top_k");
        Encoded wide = unbounded()
                .with(new Sampling(1.0, 0.97, null, null, null, null, null))
                .with(asked(null, null, 2000))
                .encoded(Ask.budgetModel());
        assertThat(wide.body().get("top_p").doubleValue()).isEqualTo(0.97);
        assertThat(told(wide)).containsExactly("ADDED /max_tokens");
    }

    @Test
    void aForcedCallWinsOverThinkingWhereTheModelCanRest() {
        ToolSet forced =
                new ToolSet(List.of(function("get", "{\"type\":\"object\"}")), new ToolChoice.Required(), null);
        Encoded rests = unbounded().with(forced).with(asked(null, null, 2000)).encoded(Ask.budgetModel());
        assertThat(rests.body().get("thinking")).isEqualTo(json("{\"type\":\"disabled\"}"));
        assertThat(rests.body().get("tool_choice")).isEqualTo(json("{\"type\":\"any\"}"));
        assertThat(told(rests)).contains("DROPPED /thinking");
        Encoded cannot =
                unbounded().with(forced).with(asked(null, Effort.LOW, null)).encoded(Ask.adaptiveModel());
        assertThat(cannot.body().get("thinking")).isEqualTo(json("{\"type\":\"adaptive\"}"));
        assertThat(cannot.body().get("tool_choice")).isEqualTo(json("{\"type\":\"auto\"}"));
        assertThat(told(cannot)).contains("COERCED /tool_choice");
    }

    @Test
    void aToolLoopWhoseThoughtsDidNotComeBackGoesOnWithoutABudget() {
        Ask lost = Ask.of(user(words("Q")), assistant(call("t1", "get", "{}")), tool(result("t1", words("r"))))
                .with(new ToolChoice.Unsaid(), null, function("get", "{\"type\":\"object\"}"))
                .with(asked(null, null, 2000));
        Encoded encoded = lost.encoded(Ask.budgetModel());
        assertThat(encoded.body().get("thinking")).isEqualTo(json("{\"type\":\"disabled\"}"));
        assertThat(told(encoded)).contains("DROPPED /thinking");
        Ask kept = Ask.of(
                        user(words("Q")),
                        assistant(thought("hm", "anthropic", "sig"), call("t1", "get", "{}")),
                        tool(result("t1", words("r"))))
                .with(new ToolChoice.Unsaid(), null, function("get", "{\"type\":\"object\"}"))
                .with(asked(null, null, 2000));
        assertThat(kept.encoded(Ask.budgetModel())
                        .body()
                        .at("/thinking/budget_tokens")
                        .intValue())
                .isEqualTo(2000);
        assertThat(lost.with(asked(null, Effort.LOW, null))
                        .encoded(Ask.adaptiveModel())
                        .body()
                        .get("thinking"))
                .isEqualTo(json("{\"type\":\"adaptive\"}"));
    }
}
