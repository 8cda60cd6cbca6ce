package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ChatUsageTest {
    static Stream<Recording> recordings() {
        return Recording.all().filter(each -> !each.usages().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void bucketsAddUpToTheProvidersTotal(Recording recording) {
        for (JsonNode block : recording.usages()) {
            Usage usage = Objects.requireNonNull(ChatUsage.read(block, convention(recording.provider())));
            assertThat(usage.total())
                    .as("%s", block)
                    .isEqualTo(block.path("total_tokens").asLong());
            assertThat(usage.input().total())
                    .isEqualTo(block.path("prompt_tokens").asLong());
            assertThat(Objects.requireNonNull(usage.raw()).node()).isEqualTo(block);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void totalTellsTheConventionWhenTheRowDoesNot(Recording recording) {
        for (JsonNode block : recording.usages()) {
            assertThat(ChatUsage.read(block, UsageConvention.STANDARD))
                    .isEqualTo(ChatUsage.read(block, convention(recording.provider())));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            STANDARD          | {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}                | 10 0 0 | 5 0
            STANDARD          | {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}} | 3 4 3 | 3 2
            REASONING_OUTSIDE | {"prompt_tokens":291,"completion_tokens":26,"total_tokens":513,"completion_tokens_details":{"reasoning_tokens":196}} | 291 0 0 | 26 196
            REASONING_OUTSIDE | {"prompt_tokens":291,"completion_tokens":26,"completion_tokens_details":{"reasoning_tokens":196}} | 291 0 0 | 26 196
            REASONING_OUTSIDE | {"prompt_tokens":9,"completion_tokens":26,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":20}} | 9 0 0 | 6 20
            CACHE_HIT_MISS    | {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4} | 4 6 0 | 5 0
            STANDARD          | {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"num_cached_tokens":7} | 3 7 0 | 5 0
            STANDARD          | {"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cached_tokens":7} | 3 7 0 | 5 0
            STANDARD          | {"prompt_tokens":43,"completion_tokens":10,"total_tokens":53,"completion_tokens_details":{"reasoning_tokens":11}} | 43 0 0 | 0 10
            """)
    void countsAreReadAsTheHostMeansThem(UsageConvention convention, String block, String in, String out) {
        Usage usage =
                Objects.requireNonNull(ChatUsage.read(Objects.requireNonNull(Json.readOrNull(block)), convention));
        assertThat(usage.input().fresh() + " " + usage.input().cacheRead() + " "
                        + usage.input().cacheWrite())
                .isEqualTo(in);
        assertThat(usage.output().visible() + " " + usage.output().reasoning()).isEqualTo(out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "\"5\"", "{\"prompt_tokens\":null}", "{\"prompt_tokens\":\"many\"}"})
    void unreadableUsageIsAbsentAndNeverZero(String block) {
        assertThat(ChatUsage.read(Objects.requireNonNull(Json.readOrNull(block)), UsageConvention.STANDARD))
                .isNull();
    }

    @Test
    void audioAndPicturesHaveBucketsOfTheirOwn() {
        String block = "{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30,"
                + "\"prompt_tokens_details\":{\"audio_tokens\":6},"
                + "\"completion_tokens_details\":{\"audio_tokens\":5,\"image_tokens\":4}}";
        Usage usage = Objects.requireNonNull(
                ChatUsage.read(Objects.requireNonNull(Json.readOrNull(block)), UsageConvention.STANDARD));
        assertThat(usage.input()).isEqualTo(new Usage.Input(4, 0, 0, 0, 0, 6));
        assertThat(usage.output()).isEqualTo(new Usage.Output(11, 0, 5, 4));
    }

    /// Whatever nonsense the details say, no bucket is negative and the sums are the provider's.
    @Property(tries = 500)
    void sumsHoldForAnyDetails(
            @ForAll @IntRange(max = 50) int prompt,
            @ForAll @IntRange(max = 50) int completion,
            @ForAll @IntRange(max = 60) int cached,
            @ForAll @IntRange(max = 60) int audio,
            @ForAll @IntRange(max = 60) int reasoning) {
        var block = Json.object();
        block.put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        block.putObject("prompt_tokens_details").put("cached_tokens", cached).put("audio_tokens", audio);
        block.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        for (UsageConvention convention : UsageConvention.values()) {
            Usage usage = Objects.requireNonNull(ChatUsage.read(block, convention));
            assertThat(usage.input().total()).isEqualTo(prompt);
            assertThat(usage.output().total()).isEqualTo(completion);
            assertThat(List.of(
                            usage.input().fresh(),
                            usage.input().cacheRead(),
                            usage.input().audio(),
                            usage.output().visible(),
                            usage.output().reasoning()))
                    .allMatch(bucket -> bucket >= 0);
        }
    }

    private static UsageConvention convention(String provider) {
        return switch (provider) {
            case "xai" -> UsageConvention.REASONING_OUTSIDE;
            case "deepseek" -> UsageConvention.CACHE_HIT_MISS;
            case "groq" -> UsageConvention.X_GROQ;
            case "perplexity" -> UsageConvention.CUMULATIVE_CHUNKS;
            default -> UsageConvention.STANDARD;
        };
    }
}
