package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {
    private static Failure read(int status, Headers headers, String body) {
        return new MessagesProviderCodec().error(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String type, String message, @Nullable String code) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\""
                + (code == null ? "" : ",\"details\":{\"error_code\":\"" + code + "\"}")
                + "},\"request_id\":\"req_1\"}";
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                row(
                        400,
                        "invalid_request_error",
                        "max_tokens: 9 > 8",
                        new Failure.BadRequest("max_tokens: 9 > 8", "max_tokens", "invalid_request_error")),
                row(
                        400,
                        "invalid_request_error",
                        "Bad thing: x",
                        new Failure.BadRequest("Bad thing: x", null, "invalid_request_error")),
                row(
                        400,
                        "invalid_request_error",
                        "prompt is too long: 9 tokens > 8 maximum",
                        new Failure.ContextTooLong("prompt is too long: 9 tokens > 8 maximum")),
                row(
                        400,
                        "invalid_request_error",
                        "input length and `max_tokens` exceed context limit: 1 + 2 > 2",
                        new Failure.ContextTooLong("input length and `max_tokens` exceed context limit: 1 + 2 > 2")),
                row(
                        400,
                        "invalid_request_error",
                        "Your credit balance is too low to access the Anthropic API.",
                        new Failure.BudgetSpent(
                                "Your credit balance is too low to access the Anthropic API.",
                                "invalid_request_error")),
                row(
                        400,
                        "invalid_request_error",
                        "Output blocked by content filtering policy",
                        new Failure.ContentRefused(
                                "Output blocked by content filtering policy", "invalid_request_error")),
                row(
                        400,
                        "invalid_request_error",
                        "This model does not support assistant message prefill.",
                        new Failure.Unsupported("This model does not support assistant message prefill.", null)),
                row(
                        401,
                        "authentication_error",
                        "invalid x-api-key",
                        new Failure.ProviderAuth("invalid x-api-key", 401)),
                row(402, "billing_error", "Pay", new Failure.BudgetSpent("Pay", "billing_error")),
                row(403, "permission_error", "No", new Failure.ProviderAuth("No", 403)),
                row(
                        404,
                        "not_found_error",
                        "model: claude-9",
                        new Failure.NotFound("model: claude-9", "model_not_found")),
                row(404, "not_found_error", "File not found", new Failure.NotFound("File not found", null)),
                row(409, "conflict_error", "Busy", new Failure.BadRequest("Busy", null, "conflict_error")),
                row(413, "request_too_large", "Too big", new Failure.TooLarge("Too big")),
                row(429, "rate_limit_error", "Slow", new Failure.RateLimited("Slow", null, "rate_limit_error")),
                row(500, "api_error", "Oops", new Failure.Broken("Oops", 500)),
                row(504, "timeout_error", "Late", new Failure.Broken("Late", 504)),
                row(529, "overloaded_error", "Full", new Failure.Overloaded("Full", null)),
                row(503, "api_error", "Away", new Failure.Overloaded("Away", null)));
    }

    private static Arguments row(int status, String type, String message, Failure failure) {
        return Arguments.of(status, error(type, message, null), failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyTypeIsTheFailureItIs(int status, String body, Failure failure) {
        assertThat(read(status, Headers.NONE, body)).isEqualTo(failure);
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(429, "rate_limit_error", "enforced_spend_limit_reached", Failure.BudgetSpent.class),
                Arguments.of(429, "rate_limit_error", "contract_spend_limit_reached", Failure.BudgetSpent.class),
                Arguments.of(
                        402, "billing_error", "linked_organization_spend_limit_reached", Failure.BudgetSpent.class),
                Arguments.of(
                        402, "billing_error", "linked_organization_billing_unavailable", Failure.BudgetSpent.class),
                Arguments.of(429, "rate_limit_error", "ramp_limit_exceeded", Failure.RateLimited.class),
                Arguments.of(403, "permission_error", "organization_on_hold", Failure.ProviderAuth.class),
                Arguments.of(503, "api_error", "cmek_key_disabled", Failure.Broken.class),
                Arguments.of(529, "overloaded_error", "compaction_unavailable", Failure.Overloaded.class),
                Arguments.of(400, "invalid_request_error", "image_dimensions_too_large", Failure.BadRequest.class));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void anErrorCodeIsTheCause(int status, String type, String code, Class<? extends Failure> failure) {
        assertThat(read(status, Headers.NONE, error(type, "m", code))).isInstanceOf(failure);
    }

    @Test
    void noCodeIsLostWhateverBecomesOfItsFailure() {
        assertThat(read(404, Headers.NONE, error("not_found_error", "Gone", "thread_not_found")))
                .isEqualTo(new Failure.NotFound("Gone", "thread_not_found"));
        assertThat(read(529, Headers.NONE, error("overloaded_error", "Full", "compaction_unavailable")))
                .isEqualTo(new Failure.Overloaded("Full (compaction_unavailable)", null));
        assertThat(read(503, Headers.NONE, error("api_error", "Locked", "cmek_key_disabled")))
                .isEqualTo(new Failure.Broken("Locked (cmek_key_disabled)", 503));
        assertThat(read(403, Headers.NONE, error("permission_error", "No", "organization_on_hold")))
                .isEqualTo(new Failure.ProviderAuth("No (organization_on_hold)", 403));
    }

    @Test
    void theWaitIsReadInMillisecondsOrSeconds() {
        String body = error("rate_limit_error", "Slow", null);
        assertThat(read(429, Map.of("retry-after", "2")::get, body))
                .isEqualTo(new Failure.RateLimited("Slow", Duration.ofSeconds(2), "rate_limit_error"));
        assertThat(read(429, Map.of("retry-after", "9", "retry-after-ms", "1500")::get, body))
                .isEqualTo(new Failure.RateLimited("Slow", Duration.ofMillis(1500), "rate_limit_error"));
        assertThat(read(429, Map.of("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")::get, body))
                .isEqualTo(new Failure.RateLimited("Slow", null, "rate_limit_error"));
        assertThat(read(529, Map.of("retry-after", "0.5")::get, error("overloaded_error", "Full", null)))
                .isEqualTo(new Failure.Overloaded("Full", Duration.ofMillis(500)));
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of(
                        502,
                        "<html>Bad gateway</html>",
                        new Failure.Broken("the provider answered with status 502", 502)),
                Arguments.of(503, "", new Failure.Overloaded("the provider answered with status 503", null)),
                Arguments.of(429, "slow down", new Failure.RateLimited("slow down", null, null)),
                Arguments.of(400, "{\"message\":\"bad\"}", new Failure.BadRequest("bad", null, null)),
                Arguments.of(401, "{\"error\":\"who?\"}", new Failure.ProviderAuth("who?", 401)),
                Arguments.of(404, "{\"detail\":\"Not Found\"}", new Failure.NotFound("Not Found", null)),
                Arguments.of(
                        418,
                        "{\"error\":{\"type\":7,\"message\":8}}",
                        new Failure.BadRequest("the provider answered with status 418", null, null)),
                Arguments.of(301, "", new Failure.Broken("the provider answered with status 301", 301)));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void bodiesOfStrangersAreReadByTheirStatus(int status, String body, Failure failure) {
        assertThat(read(status, Headers.NONE, body)).isEqualTo(failure);
    }

    @Test
    void aLongBodyIsQuotedInShort() {
        assertThat(read(500, Headers.NONE, "x".repeat(5000)).message()).hasSize(301);
    }
}
