package dev.weir.http;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request: nearly always a POST of a JSON body.
///
/// @param uri path and query
/// @param fixed headers that many requests share, by lower-case name, credentials included: never printed
/// @param own headers of this request alone, none of them among the fixed
/// @param connectLimit for the connection, its TLS handshake included
/// @param form its method, and what its body is
public record Post(
        Origin origin,
        String uri,
        Map<String, String> fixed,
        Map<String, String> own,
        byte[] body,
        Duration connectLimit,
        Form form) {
    /// The body of a request that has none.
    public static final byte[] NO_BODY = {};

    /// A POST of a JSON body.
    public Post(
            Origin origin,
            String uri,
            Map<String, String> fixed,
            Map<String, String> own,
            byte[] body,
            Duration connectLimit) {
        this(origin, uri, fixed, own, body, connectLimit, Form.JSON);
    }

    /// A method, and the content type of the body, or null where there is no body.
    public record Form(String method, @Nullable String type) {
        public static final Form JSON = new Form("POST", "application/json");
        public static final Form GET = new Form("GET", null);
    }

    @Override
    public String toString() {
        return origin + uri;
    }
}
