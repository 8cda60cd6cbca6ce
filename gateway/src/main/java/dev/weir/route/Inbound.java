package dev.weir.route;

import dev.weir.chat.Strictness;
import dev.weir.dialect.Asked;
import dev.weir.dialect.RequestProbe;
import dev.weir.ledger.ClientKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as it came from a client.
///
/// @param id of the exchange
/// @param asked what the path said
/// @param body never changed: every attempt begins from it anew
/// @param headers those of the client's that may go upstream, by lower-case name
/// @param strictness that the caller demands, by key or by header
/// @param wishes of the caller beside the body
/// @param memory or null where nothing is taken up and nothing is left
/// @param imprint for the log, or null
/// @param configuration version in force
/// @param arrived by [Loop#nanos()]
public record Inbound(
        String id,
        ClientDialect dialect,
        Asked asked,
        byte[] body,
        RequestProbe.Found probe,
        ClientKey key,
        Map<String, String> headers,
        Strictness strictness,
        Wishes wishes,
        @Nullable Memory memory,
        @Nullable Imprint imprint,
        long configuration,
        Instant at,
        long arrived) {
    public Inbound {
        headers = Map.copyOf(headers);
    }

    /// A copy of the request that leaves nothing behind.
    Inbound copy() {
        return new Inbound(
                id,
                dialect,
                asked,
                body,
                probe,
                key,
                headers,
                Strictness.LENIENT,
                Wishes.LAST,
                null,
                null,
                configuration,
                at,
                arrived);
    }
}
