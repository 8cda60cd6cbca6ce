package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.chat.Failure;
import dev.weir.chat.Failure.BadRequest;
import dev.weir.chat.Failure.Broken;
import dev.weir.chat.Failure.BudgetSpent;
import dev.weir.chat.Failure.ContextTooLong;
import dev.weir.chat.Failure.NotFound;
import dev.weir.chat.Failure.Overloaded;
import dev.weir.chat.Failure.ProviderAuth;
import dev.weir.chat.Failure.RateLimited;
import dev.weir.chat.Failure.TooLarge;
import dev.weir.chat.Failure.Unsupported;
import dev.weir.dialect.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Google's errors, by who is to blame.
class ErrorReadingTest {
    private static Failure read(int status, Headers headers, String body) {
        return new GeminiProviderCodec()
                .error(status, headers, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String word, String message, String details) {
        return "{'error':{'code':400,'status':'" + word + "','message':'" + message + "','details':[" + details + "]}}";
    }

    static Stream<Arguments> errors() {
        String violated =
                "{'@type':'type.googleapis.com/google.rpc.BadRequest','fieldViolations':[{'field':'contents'}]}";
        String retry = "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.074824224s'}";
        String quota = "You exceeded your current quota, please check your plan and billing details.";
        return Stream.of(
                arguments(
                        400,
                        error("INVALID_ARGUMENT", "m", violated),
                        new BadRequest("m", "contents", "INVALID_ARGUMENT")),
                arguments(
                        400,
                        error("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", ""),
                        new ProviderAuth("API key not valid. Please pass a valid API key.", 400)),
                arguments(
                        400,
                        error("INVALID_ARGUMENT", "m", "{'reason':'API_KEY_INVALID'}"),
                        new ProviderAuth("m", 400)),
                arguments(
                        400,
                        error(
                                "INVALID_ARGUMENT",
                                "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).",
                                ""),
                        new ContextTooLong(
                                "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).")),
                arguments(
                        400,
                        error(
                                "INVALID_ARGUMENT",
                                "the input token count is 40000 but model only supports up to 32768",
                                ""),
                        new ContextTooLong("the input token count is 40000 but model only supports up to 32768")),
                arguments(
                        400,
                        error("FAILED_PRECONDITION", "The File x is not in an ACTIVE state", ""),
                        new BadRequest("The File x is not in an ACTIVE state", null, "FAILED_PRECONDITION")),
                arguments(
                        400,
                        error("FAILED_PRECONDITION", "User location is not supported for the API use.", ""),
                        new ProviderAuth("User location is not supported for the API use.", 400)),
                arguments(401, error("UNAUTHENTICATED", "m", ""), new ProviderAuth("m", 401)),
                arguments(403, error("PERMISSION_DENIED", "m", ""), new ProviderAuth("m", 403)),
                arguments(
                        403,
                        error("PERMISSION_DENIED", "You do not have permission to access the File x", ""),
                        new NotFound("You do not have permission to access the File x", "PERMISSION_DENIED")),
                arguments(
                        403,
                        error("PERMISSION_DENIED", "m", "{'reason':'BILLING_DISABLED'}"),
                        new BudgetSpent("m", "BILLING_DISABLED")),
                arguments(404, error("NOT_FOUND", "m", ""), new NotFound("m", "NOT_FOUND")),
                arguments(
                        404,
                        error("NOT_FOUND", "models/x is not found for API version v1beta", ""),
                        new NotFound("models/x is not found for API version v1beta", "model_not_found")),
                arguments(
                        429,
                        error("RESOURCE_EXHAUSTED", quota, retry),
                        new RateLimited(quota, Duration.ofMillis(34_074), "RESOURCE_EXHAUSTED")),
                arguments(
                        429,
                        error("RESOURCE_EXHAUSTED", quota, ""),
                        new RateLimited(quota, Duration.ofSeconds(7), "RESOURCE_EXHAUSTED")),
                arguments(
                        429,
                        error("RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", ""),
                        new BudgetSpent("Your prepayment credits are depleted.", "RESOURCE_EXHAUSTED")),
                arguments(
                        429,
                        error("RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.", ""),
                        new BudgetSpent("Your project has exceeded its monthly spending cap.", "RESOURCE_EXHAUSTED")),
                arguments(500, error("INTERNAL", "m", ""), new Broken("m", 500)),
                arguments(501, error("UNIMPLEMENTED", "m", ""), new Unsupported("m", null)),
                arguments(503, error("UNAVAILABLE", "m", ""), new Overloaded("m", Duration.ofSeconds(7))),
                arguments(504, error("DEADLINE_EXCEEDED", "m", ""), new Broken("m", 504)),
                arguments(404, "[" + error("NOT_FOUND", "m", "") + "]", new NotFound("m", "NOT_FOUND")),
                arguments(400, error("A_NEW_WORD", "m", ""), new BadRequest("m", null, "A_NEW_WORD")),
                arguments(413, "<html>", new TooLarge("The provider answered with status 413.")),
                arguments(418, "", new BadRequest("The provider answered with status 418.", null, null)),
                arguments(
                        429,
                        "",
                        new RateLimited("The provider answered with status 429.", Duration.ofSeconds(7), null)),
                arguments(502, "[]", new Broken("The provider answered with status 502.", 502)),
                arguments(
                        503,
                        "{'error':'x'}",
                        new Overloaded("The provider answered with status 503.", Duration.ofSeconds(7))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorHasSomebodyToBlame(int status, String body, Failure expected) {
        Headers headers = name -> name.equalsIgnoreCase("retry-after") ? "7" : null;
        assertThat(read(status, headers, body)).isEqualTo(expected);
    }

    @Test
    void aRetryAfterThatIsADateSaysNothingWithoutAClock() {
        Headers date =
                name -> Map.of("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT").get(name);
        assertThat(read(429, date, ""))
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).isNull());
        Headers millis =
                name -> Map.of("retry-after-ms", "1500", "retry-after", "9").get(name);
        assertThat(read(503, millis, ""))
                .isEqualTo(new Overloaded("The provider answered with status 503.", Duration.ofMillis(1500)));
    }

    @Test
    void noKeyOfOursIsRepeatedToACaller() {
        String suspended = error(
                "PERMISSION_DENIED", "Consumer api_key:" + "AI" + "zaNotARealKey0123456789 has been suspended.", "");
        assertThat(read(403, Headers.NONE, suspended).message()).isEqualTo("Consumer api_key:*** has been suspended.");
    }
}
