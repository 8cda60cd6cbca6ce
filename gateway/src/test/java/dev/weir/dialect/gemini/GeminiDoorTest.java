package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Asked.Framing;
import dev.weir.dialect.Purpose;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where Gemini's clients come in.
class GeminiDoorTest {
    private static @Nullable Purpose at(String path, @Nullable String query) {
        return new GeminiPaths().at(path, query);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gemini-2.5-pro:generateContent, gemini-2.5-pro",
        "/v1/models/gemini-2.5-pro:generateContent, gemini-2.5-pro",
        "/v1beta/models/anthropic/claude-sonnet-4-5:generateContent, anthropic/claude-sonnet-4-5",
        "/v1beta/models/anthropic%2Fclaude-sonnet-4-5:generateContent, anthropic/claude-sonnet-4-5",
        "/v1/models/bedrock/a.b-v1:0:generateContent, bedrock/a.b-v1:0",
        "/v1beta/models/a%20b+c:generateContent, a b+c",
        "/v1beta/tunedModels/mine:generateContent, tunedModels/mine",
        "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent, gemini-2.5-pro",
        "/v1/projects/p/locations/l/publishers/google/models/smart:generateContent, smart",
        "/v1beta1/publishers/anthropic/models/claude-sonnet-4-5:generateContent, anthropic/claude-sonnet-4-5",
        "/v1beta1/publishers/a/models/b/models/c:generateContent, a/b/models/c",
    })
    void aModelStandsInThePath(String path, String model) {
        assertThat(at(path, null)).isEqualTo(new Purpose.Answer(new Asked(model, Delivery.WHOLE)));
    }

    @Test
    void theQuerySaysHowAStreamIsFramed() {
        String path = "/v1beta/models/m:streamGenerateContent";
        for (String query : new String[] {"alt=sse", "key=k&alt=sse"}) {
            assertThat(at(path, query))
                    .isEqualTo(new Purpose.Answer(new Asked("m", Delivery.STREAM_WITH_USAGE, Framing.EVENTS)));
        }
        for (String query : new String[] {null, "alt=json", "key=alt"}) {
            assertThat(at(path, query))
                    .isEqualTo(new Purpose.Answer(new Asked("m", Delivery.STREAM_WITH_USAGE, Framing.LIST)));
        }
    }

    @Test
    void modelsAreListedUnderTheirOwnPathAndUnderTheSharedOneForWhoHasGooglesKey() {
        assertThat(at("/v1beta/models", null)).isEqualTo(Purpose.Models.LIST);
        assertThat(at("/v1beta/models/a/b", null)).isEqualTo(new Purpose.Model("a/b"));
        assertThat(at("/v1beta/models/a%2Fb:c", null)).isEqualTo(new Purpose.Model("a/b:c"));
        assertThat(at("/v1/models", "pageSize=2&key=k")).isEqualTo(Purpose.Models.LIST);
        assertThat(at("/v1/models/m", "key=k")).isEqualTo(new Purpose.Model("m"));
        assertThat(at("/v1/models", null)).isNull();
        assertThat(at("/v1/models/m", "mykey=k")).isNull();
        assertThat(at("/v1/chat/completions", "key=k")).isNull();
        assertThat(at("/v1/messages", null)).isNull();
    }

    @Test
    void whatIsGooglesAndNotServedIsSaidInGooglesShape() {
        assertThat(at("/v1beta/models/m:batchGenerateContent", null)).isEqualTo(Purpose.Unserved.HERE);
        assertThat(at("/v1/models/m:predict", null)).isEqualTo(Purpose.Unserved.HERE);
        assertThat(at("/v1beta/corpora", null)).isEqualTo(Purpose.Unserved.HERE);
        for (String path : List.of(
                "/v1beta1/projects/p/locations/l/endpoints/7:generateContent",
                "/v1beta1/projects/p/locations/l/publishers/google/models/m",
                "/v1beta1/projects/p/publishers/x/y/models/m:generateContent",
                "/v1beta1/publishers//models/m:generateContent",
                "/v1beta1/publishers/google/models/m:predict",
                "/v1beta1/publishers/google/models/m:embedContent",
                "/v1beta1/models/m:generateContent")) {
            assertThat(at(path, null)).as(path).isEqualTo(Purpose.Unserved.HERE);
        }
        assertThat(at("/v1beta/files", null)).isNull();
        assertThat(new GeminiPaths().areUsedBy(name -> name.equals("x-goog-api-key") ? "k" : null))
                .isTrue();
        assertThat(new GeminiPaths().areUsedBy(name -> null)).isFalse();
    }
}
