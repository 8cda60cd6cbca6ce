package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Failures as a Gemini client reads them.
class ErrorReplyTest {
    private static final GeminiClientCodec CODEC = new GeminiClientCodec();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Failure.BadRequest("m", null, null), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.Unauthorised("m", null), 403, "PERMISSION_DENIED"),
                Arguments.of(new Failure.Unauthorised("m", "invalid_api_key"), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.Forbidden("m"), 403, "PERMISSION_DENIED"),
                Arguments.of(new Failure.NotFound("m", null), 404, "NOT_FOUND"),
                Arguments.of(new Failure.TooLarge("m"), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.RateLimited("m", null, null), 429, "RESOURCE_EXHAUSTED"),
                Arguments.of(new Failure.BudgetSpent("m", null), 429, "RESOURCE_EXHAUSTED"),
                Arguments.of(new Failure.ContentRefused("m", null), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.ContextTooLong("m"), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.Unsupported("m", null), 400, "INVALID_ARGUMENT"),
                Arguments.of(new Failure.Overloaded("m", null), 503, "UNAVAILABLE"),
                Arguments.of(new Failure.Broken("m", 500), 500, "INTERNAL"),
                Arguments.of(new Failure.Broken("m", 200), 502, "INTERNAL"),
                Arguments.of(new Failure.Unreachable("m"), 502, "UNAVAILABLE"),
                Arguments.of(new Failure.ProviderAuth("m", 401), 502, "INTERNAL"),
                Arguments.of(new Failure.TimedOut("m", Failure.Phase.FIRST_TOKEN), 504, "DEADLINE_EXCEEDED"),
                Arguments.of(new Failure.Truncated("m"), 502, "UNAVAILABLE"),
                Arguments.of(new Failure.Cancelled("m"), 499, "CANCELLED"),
                Arguments.of(new Failure.Internal("m"), 500, "INTERNAL"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsCodeAndItsWord(Failure failure, int code, String word) {
        ErrorReply reply = CODEC.error(failure);
        assertThat(reply.status()).isEqualTo(code);
        JsonNode error = error(failure);
        assertThat(error.path("code").intValue()).isEqualTo(code);
        assertThat(error.path("status").stringValue()).isEqualTo(word);
        assertThat(error.path("message").stringValue()).isEqualTo("m");
    }

    private static JsonNode error(Failure failure) {
        return Objects.requireNonNull(Json.readOrNull(CODEC.error(failure).body()))
                .path("error");
    }

    @Test
    void whatIsKnownMoreExactlyStandsInTheDetails() {
        assertThat(error(new Failure.BadRequest("m", "contents[0].role", "INVALID_ARGUMENT"))
                        .path("details"))
                .isEqualTo(json("[{'@type':'type.googleapis.com/google.rpc.BadRequest','fieldViolations':"
                        + "[{'field':'contents[0].role','description':'m'}]}]"));
        assertThat(error(new Failure.NotFound("m", "model_not_found")).path("details"))
                .isEqualTo(json("[{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'MODEL_NOT_FOUND',"
                        + "'domain':'weir'}]"));
        Failure limited = new Failure.RateLimited("m", Duration.ofMillis(1_500), null);
        assertThat(error(limited).path("details"))
                .isEqualTo(json("[{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'1.500s'}]"));
        assertThat(CODEC.error(limited).headers()).isEqualTo(Map.of("retry-after", "2"));
        assertThat(error(new Failure.Overloaded("m", Duration.ofSeconds(34)))
                        .at("/details/0/retryDelay")
                        .stringValue())
                .isEqualTo("34s");
    }
}
