package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Failures as Anthropic's clients are told of them.
class ErrorReplyTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Failure.BadRequest("m", null, null), 400, "invalid_request_error", ""),
                Arguments.of(new Failure.Unauthorised("m", null), 401, "authentication_error", ""),
                Arguments.of(new Failure.BudgetSpent("m", "insufficient_quota"), 402, "billing_error", "false"),
                Arguments.of(new Failure.Forbidden("m"), 403, "permission_error", ""),
                Arguments.of(new Failure.NotFound("m", "model_not_found"), 404, "not_found_error", ""),
                Arguments.of(new Failure.TooLarge("m"), 413, "request_too_large", ""),
                Arguments.of(new Failure.RateLimited("m", Duration.ofSeconds(2), null), 429, "rate_limit_error", ""),
                Arguments.of(new Failure.RateLimited("m", null, null), 429, "rate_limit_error", "false"),
                Arguments.of(new Failure.RateLimited("m", Duration.ofHours(1), null), 429, "rate_limit_error", "false"),
                Arguments.of(new Failure.ContentRefused("m", null), 400, "invalid_request_error", ""),
                Arguments.of(new Failure.ContextTooLong("m"), 400, "invalid_request_error", ""),
                Arguments.of(new Failure.Unsupported("m", null), 400, "invalid_request_error", ""),
                Arguments.of(new Failure.Overloaded("m", null), 529, "overloaded_error", "false"),
                Arguments.of(new Failure.Broken("m", 500), 500, "api_error", "false"),
                Arguments.of(new Failure.Broken("m", 200), 502, "api_error", "false"),
                Arguments.of(new Failure.Unreachable("m"), 502, "api_error", "false"),
                Arguments.of(new Failure.ProviderAuth("m", 401), 502, "api_error", "false"),
                Arguments.of(new Failure.TimedOut("m", Failure.Phase.FIRST_TOKEN), 504, "timeout_error", "false"),
                Arguments.of(new Failure.Truncated("m"), 502, "api_error", "false"),
                Arguments.of(new Failure.Internal("m"), 500, "api_error", "false"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsStatusAndType(Failure failure, int status, String type, String retry) {
        ErrorReply reply = new MessagesClientCodec().error(failure);
        JsonNode body = Ask.json(reply.body());
        assertThat(reply.status()).isEqualTo(status);
        assertThat(body.path("type").asString("")).isEqualTo("error");
        assertThat(body.path("error").path("type").asString("")).isEqualTo(type);
        assertThat(body.path("error").path("message").asString("")).endsWith("m");
        assertThat(reply.headers().getOrDefault("x-should-retry", "")).isEqualTo(retry);
    }

    @Test
    void aLimitSaysHowLongToWait() {
        ErrorReply reply = new MessagesClientCodec().error(new Failure.RateLimited("m", Duration.ofMillis(1500), null));
        assertThat(reply.headers()).containsEntry("retry-after", "2").containsEntry("retry-after-ms", "1500");
    }

    /// Clients shorten the conversation when they read these words.
    @Test
    void aConversationThatIsTooLongIsSaidToBeInTheWordsThatClientsLookFor() {
        String said = new MessagesClientCodec()
                .error(new Failure.ContextTooLong("maximum context length is 8 tokens"))
                .body();
        assertThat(said).contains("prompt is too long: maximum context length is 8 tokens");
        assertThat(new MessagesClientCodec()
                        .error(new Failure.ContextTooLong("Prompt is too long: 9 > 8"))
                        .body())
                .contains("\"Prompt is too long: 9 > 8\"");
    }

    @Test
    void aWordForTheCauseIsKept() {
        JsonNode body = Ask.json(new MessagesClientCodec()
                .error(new Failure.BudgetSpent("m", "enforced_spend_limit_reached"))
                .body());
        assertThat(body.path("error").path("details").path("error_code").asString(""))
                .isEqualTo("enforced_spend_limit_reached");
    }

    /// What is said to a client is read again as the same failure, where it has a type of its own.
    @ParameterizedTest
    @MethodSource("failures")
    void whatIsSaidIsReadAsWhatWasMeant(Failure failure, int status, String type, String retry) {
        ErrorReply reply = new MessagesClientCodec().error(failure);
        Failure read = Errors.read(reply.status(), Headers.NONE, reply.body().getBytes(StandardCharsets.UTF_8));
        boolean own = failure instanceof Failure.BadRequest
                || failure instanceof Failure.RateLimited
                || failure instanceof Failure.Overloaded
                || failure instanceof Failure.ContextTooLong
                || failure instanceof Failure.TooLarge
                || failure instanceof Failure.BudgetSpent
                || failure instanceof Failure.NotFound;
        assertThat(read.getClass() == failure.getClass() || !own)
                .as("%s is read as %s", failure, read)
                .isTrue();
    }
}
