package dev.weir.catalog;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One dialect of an endpoint, ready to be called.
///
/// @param base with its version segment and no slash at its end
/// @param query parameters of every request, a key that goes there not included
/// @param headers of every request beside the credential, names in lower case
/// @param credentials any of which opens it; at least one, which may be none
/// @param deployments what the provider calls a model, where the user gave it another name there
public record Door(
        Surface surface,
        URI base,
        Map<String, String> query,
        Map<String, String> headers,
        List<Credential> credentials,
        Map<String, String> deployments) {
    /// What is passed through without being read: every provider speaks it.
    public static final String RAW = "raw";

    public Door {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        deployments = Map.copyOf(deployments);
        credentials = List.copyOf(credentials);
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("a door is opened by something");
        }
    }

    public Door(
            Surface surface, URI base, Map<String, String> query, Map<String, String> headers, Credential credential) {
        this(surface, base, query, headers, List.of(credential), Map.of());
    }

    /// The same door, opened by any of these.
    public Door with(List<Credential> others) {
        return new Door(surface, base, query, headers, others, deployments);
    }

    /// The first of its credentials.
    public Credential credential() {
        return credentials.getFirst();
    }

    public String dialect() {
        return surface.dialect();
    }

    /// The same door for one of the dialects that its surface speaks also.
    public Door as(String other) {
        return new Door(surface.as(other), base, query, headers, credentials, deployments);
    }

    /// The same door for counts of tokens, or null where it has none.
    public @Nullable Door counted() {
        var counted = surface.counted();
        return counted == null ? null : new Door(counted, base, query, headers, credentials, deployments);
    }

    /// The whole host behind this door, for requests that bring their own path. A version is theirs to say, too.
    Door whole() {
        var here = new Address(null, Map.of(), null, Map.of());
        var own = new LinkedHashMap<>(headers);
        own.keySet().removeIf(name -> name.endsWith("-version"));
        var all = new Surface(RAW, here, surface.auth(), Map.of(), List.of(), surface.conduct());
        return new Door(all, root(base), Map.of(), own, credentials, Map.of());
    }

    private static URI root(URI base) {
        var authority = base.getRawAuthority();
        return URI.create(base.getScheme() + "://" + authority);
    }

    Door movedTo(URI origin) {
        return new Door(surface, origin.resolve(base.getRawPath()), query, headers, credentials, deployments);
    }

    /// Path and query of a request, without the credential.
    ///
    /// @param dialectPath what the dialect's codec says: `/chat/completions`, `/models/x:generateContent?alt=sse`
    public String target(String dialectPath, String model) {
        return target(dialectPath, surface.address().path(), model);
    }

    /// The same of a request for a stream.
    public String streamTarget(String dialectPath, String model) {
        var own = surface.address().streamPath();
        return target(dialectPath, own == null ? surface.address().path() : own, model);
    }

    private String target(String dialectPath, @Nullable String path, String model) {
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
