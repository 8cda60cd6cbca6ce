package dev.weir.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The side that callers see.
///
/// @param listen data plane
/// @param admin admin plane
/// @param entry who is let in
/// @param tls certificate of both, or null for plain HTTP
/// @param origins browsers' origins that may call (CORS); empty is none, `*` any
public record Front(
        HostPort listen,
        HostPort admin,
        Entry entry,
        @Nullable Tls tls,
        List<String> origins,
        Limits limits) {
    public Front {
        origins = List.copyOf(origins);
    }

    public enum Entry {
        /// Callers show a key.
        KEYED,
        /// No key is configured: everybody on this machine, but no browser's cross-site call.
        LOOPBACK,
        /// No key is configured, and the user said `open: true`.
        OPEN
    }

    /// PEM files.
    public record Tls(Path certificate, Path key) {}

    /// @param bodyBytes largest body of a request
    /// @param answerBytes largest unstreamed answer of a provider
    /// @param headerBytes largest head of a request
    /// @param unread how long a caller may take nothing of its answer
    /// @param drain how long a shutdown waits for streams
    public record Limits(long bodyBytes, long answerBytes, int headerBytes, Duration unread, Duration drain) {
        public static final Limits USUAL =
                new Limits(32L << 20, 64L << 20, 64 << 10, Duration.ofMinutes(2), Duration.ofSeconds(30));
    }
}
