package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who is calling: the key from wherever a client puts it, and whether an open gateway may answer at all.
sealed interface Caller {
    record Known(ClientKey key) implements Caller {}

    record Refused(Failure failure) implements Caller {}

    /// Looks at a request's head.
    static Caller of(Request request, Snapshot snapshot) {
        if (snapshot.entry() == Snapshot.Entry.LOOPBACK) {
            Failure foreign = foreign(request, snapshot);
            if (foreign != null) {
                return new Refused(foreign);
            }
        }
        String presented = presented(request);
        ClientKey key = snapshot.keys().find(presented);
        if (key != null) {
            return new Known(key);
        }
        if (presented == null && isSigned(request)) {
            return new Refused(new Failure.Unauthorised(
                    "This gateway takes no requests that are signed with an AWS key (Signature Version 4). Send one of"
                            + " its own keys as a bearer token: set AWS_BEARER_TOKEN_BEDROCK to it, and newer AWS SDKs"
                            + " do.",
                    null));
        }
        return new Refused(
                presented == null
                        ? new Failure.Unauthorised(
                                "You didn't provide an API key. Send one of this gateway's keys in an Authorization"
                                        + " header: `Authorization: Bearer YOUR_KEY`.",
                                null)
                        : new Failure.Unauthorised(
                                "Incorrect API key provided: " + masked(presented)
                                        + ". Use one of this gateway's keys (`keys` in weir.yaml), not a provider's.",
                                "invalid_api_key"));
    }

    /// The key as clients send it: `Authorization: Bearer`, `x-api-key`, `x-goog-api-key`, `?key=`.
    private static @Nullable String presented(Request request) {
        String authorization = request.header("authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        String key = request.header("x-api-key");
        if (key == null) {
            key = request.header("x-goog-api-key");
        }
        if (key == null && request.query() != null) {
            key = request.parameter("key");
        }
        return key;
    }

    private static boolean isSigned(Request request) {
        String authorization = request.header("authorization");
        return authorization != null && authorization.startsWith("AWS4-");
    }

    /// Enough of a key for its owner to know it by.
    private static String masked(String key) {
        return key.length() < 12 ? "***" : key.substring(0, 4) + "***" + key.substring(key.length() - 2);
    }

    /// Why an open gateway on loopback refuses this request, or null: else every web page that is open in a browser on
    /// this machine could spend the user's money.
    private static @Nullable Failure foreign(Request request, Snapshot snapshot) {
        String host = request.header("host");
        if (host != null && !isLoopback(host)) {
            return new Failure.Forbidden("This gateway has no keys and answers only on loopback; the host `" + host
                    + "` is not. Configure `keys` in weir.yaml to serve other machines.");
        }
        String origin = request.header("origin");
        if (origin != null && !snapshot.origins().contains(origin)) {
            return new Failure.Forbidden("This gateway has no keys and refuses browsers' cross-site calls (origin `"
                    + origin + "`). Configure `keys`, and the origin under `cors`, in weir.yaml.");
        }
        return null;
    }

    static boolean isLoopback(String host) {
        String name = host;
        if (name.startsWith("[")) {
            name = name.substring(1, Math.max(1, name.indexOf(']')));
        } else if (name.indexOf(':') >= 0) {
            name = name.substring(0, name.indexOf(':'));
        }
        name = name.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.endsWith(".localhost")
                || name.startsWith("127.") && name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
