package dev.weir.dialect.forward;

import dev.weir.dialect.HeaderRules;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The raw pass-through: `/providers/{provider}/…`, where what follows is the path at the provider's host.
public final class Raw implements Paths {
    public static final String DIALECT = "raw";

    /// The headers that may go through. Credentials and cookies are not among them.
    public static final HeaderRules RULES = new HeaderRules(
            List.of(
                    "accept",
                    "accept-language",
                    "anthropic-beta",
                    "anthropic-version",
                    "idempotency-key",
                    "if-match",
                    "if-none-match",
                    "openai-beta",
                    "openai-organization",
                    "openai-project",
                    "range",
                    "traceparent",
                    "tracestate",
                    "x-goog-api-client",
                    "x-goog-upload-command",
                    "x-goog-upload-header-content-length",
                    "x-goog-upload-header-content-type",
                    "x-goog-upload-offset",
                    "x-goog-upload-protocol"),
            List.of(
                    "accept-ranges",
                    "cache-control",
                    "content-disposition",
                    "content-range",
                    "content-type",
                    "etag",
                    "last-modified",
                    "request-id",
                    "retry-after",
                    "retry-after-ms",
                    "x-request-id",
                    "x-should-retry"),
            "x-request-id");

    private static final String PREFIX = "/providers/";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (!path.startsWith(PREFIX)) {
            return null;
        }
        int slash = path.indexOf('/', PREFIX.length());
        return slash <= PREFIX.length()
                ? null
                : new Purpose.Raw(path.substring(PREFIX.length(), slash), path.substring(slash));
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return PREFIX + "{provider}/… for keys that may";
    }
}
