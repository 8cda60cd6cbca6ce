package dev.weir.route;

import dev.weir.chat.Usage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request as the gateway's log tells of it: enough to plan it again.
///
/// @param target that answered, or was tried last; null when none was
/// @param millis it took
/// @param firstToken milliseconds, or not a number
/// @param failure the kind of failure, or null when it was answered
/// @param asked its [Imprint], missing where nothing was noted of it
record PastRequest(
        String id,
        Instant at,
        String key,
        String dialect,
        String model,
        boolean streamed,
        @Nullable String target,
        double millis,
        double firstToken,
        @Nullable Usage usage,
        @Nullable String failure,
        JsonNode asked) {

    /// A line of the log or a receipt; null where it is neither.
    static @Nullable PastRequest read(@Nullable JsonNode line) {
        if (line == null || !line.isObject() || !line.has("model") || !line.has("dialect")) {
            return null;
        }
        JsonNode failure = line.path("failure").path("kind");
        return new PastRequest(
                line.path("id").asString(""),
                instant(line.path("at").asString("")),
                line.path("key").asString(""),
                line.path("dialect").asString(""),
                line.path("model").asString(""),
                !line.path("delivery").asString("").equals("whole"),
                line.has("target") ? line.path("target").asString("") : null,
                line.path("ms").asDouble(Double.NaN),
                line.path("first_token_ms").asDouble(Double.NaN),
                usage(line.path("usage")),
                failure.isMissingNode() ? null : failure.asString(""),
                line.path("asked"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static @Nullable Usage usage(JsonNode node) {
        return node.isObject()
                ? new Usage(
                        input(node.path("input")),
                        output(node.path("output")),
                        Usage.Service.of(
                                node.path("tier").asString(null),
                                count(node, "searches"),
                                count(node, "file_searches")),
                        Usage.Source.REPORTED,
                        null)
                : null;
    }

    private static Usage.Input input(JsonNode node) {
        return new Usage.Input(
                count(node, "fresh"),
                count(node, "cache_read"),
                count(node, "cache_write"),
                count(node, "cache_write_long"),
                count(node, "tool_use"),
                count(node, "audio"));
    }

    private static Usage.Output output(JsonNode node) {
        return new Usage.Output(
                count(node, "visible"), count(node, "reasoning"), count(node, "audio"), count(node, "images"));
    }

    private static long count(JsonNode node, String name) {
        return Math.max(0, node.path(name).asLong(0));
    }

    boolean isAnswered() {
        return failure == null && target != null;
    }
}
