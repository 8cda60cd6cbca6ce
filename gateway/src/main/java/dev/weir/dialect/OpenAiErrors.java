package dev.weir.dialect;

import dev.weir.chat.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the errors of OpenAI's APIs and of their compatible hosts, in all the shapes they were seen in: an `error`
/// object (with a number as its `code`, or OpenRouter's `metadata.raw`), an `error` string, a flat object, a list of
/// one, `detail` as FastAPI has it (Mistral, vLLM), a plain text.
public final class OpenAiErrors {
    private static final int MOST = 2000;
    /// Keys that hosts repeat, whole or half starred out.
    private static final Pattern KEYS =
            Pattern.compile("\\b(?:sk|pk|gsk|xai|pplx|nvapi|hf|r8|fw)[-_][A-Za-z0-9_*-]{6,}|(?<=Bearer )\\S+");

    private static final Pattern TOO_LONG = Pattern.compile(
            "maximum context length|context[ _](length|window|size)|(prompt|input|request) (is|was) too long"
                    + "|too many (input )?tokens|reduce the length of the (messages|input|prompt)"
                    + "|exceed(s|ed)? the (model's )?(max(imum)?|available) (context|input|number of tokens)");
    private static final Pattern SPENT = Pattern.compile(
            "insufficient[ _](quota|balance|credits|funds)|exceeded your current quota|billing[ _]hard[ _]limit"
                    + "|(credit|account) balance|out of credits|requires more credits|exceeded_current_quota");
    private static final Pattern REFUSED =
            Pattern.compile("content[ _]filter|content[ _]policy|content management policy|responsibleaipolicyviolation"
                    + "|data_inspection_failed|moderation|safety system");

    /// Whose words the details of a refusal are.
    static final String OWNER = "openai";

    private OpenAiErrors() {}

    public static Failure read(int status, Headers headers, byte[] body) {
        JsonNode node = Json.readOrNull(body, 0, body.length);
        if (node == null || node.isMissingNode()) {
            return of(status, headers, Json.string(new String(body, StandardCharsets.UTF_8)));
        }
        return of(status, headers, node);
    }

    /// @param status 200 for an error inside a good answer
    /// @param body null when there is none
    public static Failure of(int status, Headers headers, @Nullable JsonNode body) {
        Told told = Told.of(body);
        int effective = status >= 400 ? status : told.status();
        String message = told.message().isEmpty()
                ? "The provider answered with status " + status + "."
                : KEYS.matcher(told.message()).replaceAll("***");
        return failure(effective, message, told, headers);
    }

    private static Failure failure(int status, String message, Told told, Headers headers) {
        String words = (told.code() + " " + told.type() + " " + message).toLowerCase(Locale.ROOT);
        String code = told.code().isEmpty() ? null : told.code();
        String param = told.param().isEmpty() ? null : told.param();
        if (status == 402 || status != 401 && SPENT.matcher(words).find()) {
            return new Failure.BudgetSpent(message, code);
        }
        if (status < 500 && status != 401 && status != 404 && status != 429) {
            if (TOO_LONG.matcher(words).find()) {
                return new Failure.ContextTooLong(message);
            }
            if (told.refuses() || REFUSED.matcher(words).find()) {
                return new Failure.ContentRefused(
                        message + told.filters().words(), code, told.filters().details());
            }
        }
        return switch (status) {
            case 400, 422 ->
                told.code().equals("unsupported_parameter") || told.code().equals("unsupported_value")
                        ? new Failure.Unsupported(message, param)
                        : new Failure.BadRequest(message, param, code);
            case 401, 403 -> new Failure.ProviderAuth(message, status);
            case 404 -> new Failure.NotFound(message, code);
            case 413 -> new Failure.TooLarge(message);
            case 429 -> new Failure.RateLimited(message, RetryAfter.read(headers, message), code);
            case 503, 529 -> new Failure.Overloaded(message, RetryAfter.read(headers, message));
            case 408, 409, 425, 499 -> new Failure.Broken(message, status);
            default ->
                status >= 400 && status < 500
                        ? new Failure.BadRequest(message, param, code)
                        : words.contains("overloaded")
                                ? new Failure.Overloaded(message, RetryAfter.read(headers, message))
                                : new Failure.Broken(message, status);
        };
    }

    /// What an error body says, whatever its shape; an empty text where it says nothing.
    private record Told(
            String message,
            String type,
            String param,
            String code,
            int status,
            boolean refuses,
            FilterFindings filters) {
        static Told of(@Nullable JsonNode body) {
            JsonNode outer = body != null && body.isArray() && !body.isEmpty() ? body.get(0) : body;
            if (outer == null || outer.isNull() || outer.isMissingNode()) {
                return new Told("", "", "", "", 0, false, FilterFindings.NONE);
            }
            if (outer.isString()) {
                return new Told(plain(outer.stringValue()), "", "", "", 0, false, FilterFindings.NONE);
            }
            JsonNode error = outer.path("error");
            JsonNode at = error.isObject() ? error : outer;
            String code = text(at, "code");
            String type = text(at, "type");
            FilterFindings filters = FilterFindings.of(at);
            return new Told(
                    cut(message(outer, error)),
                    type,
                    text(at, "param"),
                    code.matches("\\d+") ? type : code,
                    status(at, code, type),
                    at.path("metadata").has("reasons") || filters.refuse(),
                    filters);
        }

        private static String message(JsonNode outer, JsonNode error) {
            if (error.isString()) {
                String more = text(outer, "message");
                return more.isEmpty() ? error.stringValue() : more;
            }
            JsonNode at = error.isObject() ? error : outer;
            String message = text(at, "message");
            String raw = text(at.path("metadata"), "raw");
            if (!raw.isEmpty()) {
                return message + ": " + raw;
            }
            return message.isEmpty() ? detail(at.has("detail") ? at.path("detail") : outer.path("detail")) : message;
        }

        /// `[{"loc":["body","messages"],"msg":"field required"}]`, or a text.
        private static String detail(JsonNode detail) {
            if (detail.isString()) {
                return detail.stringValue();
            }
            List<String> lines = new ArrayList<>();
            for (JsonNode each : detail.isArray() ? detail : Json.array().add(detail)) {
                String said = each.isString() ? each.stringValue() : text(each, "msg") + text(each, "message");
                StringBuilder loc = new StringBuilder();
                for (JsonNode step : each.path("loc")) {
                    if (!step.asString("").equals("body")) {
                        loc.append(loc.isEmpty() ? "" : ".").append(step.asString(""));
                    }
                }
                if (!said.isEmpty()) {
                    lines.add(loc.isEmpty() ? said : loc + ": " + said);
                }
            }
            return String.join("; ", lines);
        }

        /// The status that an error inside a good answer would have had.
        private static int status(JsonNode at, String code, String type) {
            for (String number : new String[] {text(at, "status_code"), code, text(at, "status")}) {
                if (number.matches("[45]\\d\\d")) {
                    return Integer.parseInt(number);
                }
            }
            String words = type + " " + code;
            boolean counts = type.equals("requests") || type.equals("tokens");
            if (counts || words.contains("rate_limit") || words.contains("RESOURCE_EXHAUSTED")) {
                return 429;
            }
            if (words.contains("overloaded")) {
                return 503;
            }
            boolean ours = words.contains("invalid_request")
                    || words.contains("INVALID_ARGUMENT")
                    || words.contains("content_filter");
            return ours ? 400 : 500;
        }

        /// A body that is no JSON, unless it is a page for people.
        private static String plain(String text) {
            String stripped = text.strip();
            return stripped.startsWith("<") ? "" : cut(stripped);
        }

        private static String text(JsonNode node, String name) {
            JsonNode value = node.path(name);
            return value.isString() || value.isNumber() ? value.asString() : "";
        }

        private static String cut(String text) {
            return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
        }
    }
}
