package dev.weir.catalog;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One dialect of an endpoint, ready to be called.
///
/// @param base with its version segment and no slash at its end
/// @param query parameters of every request, a key that goes there not included
/// @param headers of every request beside the credential, names in lower case
public record Door(
        Surface surface, URI base, Map<String, String> query, Map<String, String> headers, Credential credential) {
    public Door {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public String dialect() {
        return surface.dialect();
    }

    /// The same door for one of the dialects that its surface speaks also.
    public Door as(String other) {
        return new Door(surface.as(other), base, query, headers, credential);
    }

    Door movedTo(URI origin) {
        return new Door(surface, origin.resolve(base.getRawPath()), query, headers, credential);
    }

    /// Path and query of a request, without the credential.
    ///
    /// @param dialectPath what the dialect's codec says: `/chat/completions`, `/models/x:generateContent?alt=sse`
    public String target(String dialectPath, String model) {
        var path = surface.address().path();
        var below = path == null ? dialectPath : path.replace("{model}", segment(model));
        var target = new StringBuilder(base.getRawPath()).append(below);
        for (var parameter : query.entrySet()) {
            target.append(target.indexOf("?") < 0 ? '?' : '&')
                    .append(segment(parameter.getKey()))
                    .append('=')
                    .append(segment(parameter.getValue()));
        }
        return target.toString();
    }

    /// A text as one URL segment: everything but RFC 3986's unreserved characters is percent-encoded.
    static String segment(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
