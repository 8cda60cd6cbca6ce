package dev.weir.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A base URL as people write it, with or without its version segment.
///
/// @param query parameters that it carries
record BaseUrl(URI url, Map<String, String> query) {
    /// Reads an absolute `http` or `https` URL.
    static Optional<BaseUrl> parse(String text) {
        try {
            var uri = new URI(text);
            var scheme = uri.getScheme();
            if (scheme == null || !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
                return Optional.empty();
            }
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            var path = uri.getRawPath() == null ? "" : uri.getRawPath();
            while (path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
            return Optional.of(new BaseUrl(at(uri, path), query(uri.getQuery())));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new LinkedHashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                var equals = pair.indexOf('=');
                query.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return query;
    }

    /// This URL with what it lacks of a path that ends in a version segment: the whole path where it has none, the rest
    /// where it has the beginning, the version where it has a path of its own without one.
    URI complete(String usual) {
        var path = url.getRawPath();
        if (path.isEmpty() || usual.startsWith(path + "/")) {
            return at(url, usual);
        }
        var segment = last(usual);
        if (isVersion(last(path)) || path.endsWith(usual) || !isVersion(segment)) {
            return url;
        }
        return at(url, path + "/" + segment);
    }

    boolean hasPath() {
        return !url.getRawPath().isEmpty();
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// `v1`, `v4`, `v1beta`, `v1beta1`, `v1alpha`.
    private static boolean isVersion(String segment) {
        return segment.matches("v\\d+((alpha|beta)\\d*)?");
    }

    private static URI at(URI url, String path) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
    }
}
