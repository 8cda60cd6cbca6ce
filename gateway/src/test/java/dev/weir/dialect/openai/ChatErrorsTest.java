package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ChatErrorsTest {
    static Stream<Recording> refused() {
        return Recording.all().filter(each -> each.status() >= 400);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void recordedErrorsKeepTheProvidersWords(Recording recording) {
        Failure failure = OpenAiErrors.read(recording.status(), Headers.NONE, recording.body());
        assertThat(failure.message())
                .startsWith(recording.response().path("error").path("message").asString());
        Class<?> expected = switch (recording.status()) {
            case 400 -> Failure.BadRequest.class;
            case 404 -> Failure.NotFound.class;
            case 429 -> Failure.RateLimited.class;
            default -> Failure.class;
        };
        assertThat(failure).isInstanceOf(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            429 | {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}} | BudgetSpent
            402 | {"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}           | BudgetSpent
            429 | {"error":{"message":"Rate limit reached for gpt-4o","type":"tokens","code":"rate_limit_exceeded"}}           | RateLimited
            400 | {"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}} | ContextTooLong
            400 | {"error":{"message":"maximum context length is 4096 tokens","type":"BadRequestError","code":400}}            | ContextTooLong
            400 | {"error":{"message":"The response was filtered","code":"content_filter","innererror":{"content_filter_result":{}}}} | ContentRefused
            200 | {"error":{"message":"Filtered","code":"content_filter"}}                                                     | ContentRefused
            400 | {"error":{"message":"Filtered","content_filters":[{"blocked":true,"content_filter_results":{"hate":{"filtered":true}}}]}} | ContentRefused
            400 | {"error":{"message":"bad","content_filters":[{"blocked":false,"content_filter_results":{"hate":{"filtered":false}}}]}} | BadRequest
            403 | {"error":{"code":403,"message":"Input was flagged","metadata":{"reasons":["violence"],"flagged_input":"x"}}} | ContentRefused
            400 | {"error":{"message":"Unsupported parameter: 'temperature'","param":"temperature","code":"unsupported_parameter"}} | Unsupported
            400 | {"error":{"message":"bad","type":"invalid_request_error","param":"n","code":null}}                           | BadRequest
            422 | {"detail":[{"loc":["body","messages",0],"msg":"field required","type":"missing"}]}                           | BadRequest
            401 | {"error":{"message":"Incorrect API key provided: sk-abcdef*****xyz.","code":"invalid_api_key"}}              | ProviderAuth
            403 | {"error":"forbidden"}                                                                                        | ProviderAuth
            404 | {"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","code":404}               | NotFound
            408 | {"error":{"message":"timeout"}}                                                                              | Broken
            413 | {"error":{"message":"Request too large"}}                                                                    | TooLarge
            500 | {"error":{"message":"The server had an error","type":"server_error"}}                                        | Broken
            503 | {"error":{"message":"The engine is currently overloaded"}}                                                   | Overloaded
            529 | {"error":{"message":"Overloaded"}}                                                                           | Overloaded
            200 | {"error":{"code":429,"message":"slow down"}}                                                                 | RateLimited
            200 | {"error":{"code":502,"message":"Provider disconnected"}}                                                     | Broken
            200 | {"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","status_code":400}} | BadRequest
            200 | {"error":{"message":"The server is overloaded","type":"overloaded_error"}}                                   | Overloaded
            400 | [{"error":{"code":400,"message":"Missing thought_signature","status":"INVALID_ARGUMENT"}}]                   | BadRequest
            502 | <html><body>Bad Gateway</body></html>                                                                        | Broken
            """)
    void errorsAreReadInEveryShape(int status, String body, String expected) {
        Failure failure = OpenAiErrors.read(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
        assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(failure.message()).isNotBlank().doesNotContain("<html>").doesNotContain("sk-abc");
    }

    @Test
    void placeAndWordsOfAValidationErrorAreKept() {
        String body = "{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"field required\"}]}";
        assertThat(OpenAiErrors.read(422, Headers.NONE, body.getBytes(StandardCharsets.UTF_8))
                        .message())
                .isEqualTo("messages.0.role: field required");
    }

    @Test
    void numberIsNoCode() {
        Failure failure =
                OpenAiErrors.of(400, Headers.NONE, Json.readOrNull("{\"error\":{\"message\":\"m\",\"code\":400}}"));
        assertThat(failure).isEqualTo(new Failure.BadRequest("m", null, null));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            retry-after=2                                                                            | PT2S
            retry-after=0.5                                                                          | PT0.5S
            retry-after=20; retry-after-ms=1500                                                      | PT1.5S
            retry-after=Sun, 22 Nov 2026 10:00:30 GMT; date=Sun, 22 Nov 2026 10:00:00 GMT            | PT30S
            x-ratelimit-reset-requests=1s; x-ratelimit-reset-tokens=6m0s                             | PT6M
            x-ratelimit-reset-requests=120ms; x-ratelimit-remaining-requests=0; x-ratelimit-reset-tokens=9s | PT0.12S
            x-ratelimit-reset-requests=1795341000                                                    | -
            retry-after=soon                                                                         | -
            x-other=1                                                                                | -
            """)
    void waitIsReadFromWhateverSaysIt(String headers, @Nullable Duration expected) {
        Map<String, String> map = new HashMap<>();
        for (String header : headers.split("; ", -1)) {
            int equals = header.indexOf('=');
            map.put(
                    header.substring(0, equals).strip(),
                    header.substring(equals + 1).strip());
        }
        JsonNode body = Json.readOrNull("{\"error\":{\"message\":\"slow down\"}}");
        Failure failure = OpenAiErrors.of(429, name -> map.get(name.toLowerCase(Locale.ROOT)), body);
        assertThat(((Failure.RateLimited) failure).retryAfter()).isEqualTo(expected);
    }

    @Test
    void waitIsReadFromTheWordsToo() {
        JsonNode body =
                Json.readOrNull("{\"error\":{\"message\":\"Limit 10. Please try again in 1m2.5s. Visit us.\"}}");
        assertThat(((Failure.RateLimited) OpenAiErrors.of(429, Headers.NONE, body)).retryAfter())
                .isEqualTo(Duration.ofMillis(62_500));
    }
}
