package dev.weir.sim;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One request that the simulator received, as it stands when asked for.
///
/// @param id counts from 1 for each simulator
/// @param at when the request's body was complete
/// @param path the path with its query
/// @param headers by lower-case name; values of a repeated header are joined with `, `
/// @param body the body as text
/// @param progress how far the answer has come
public record Received(
        long id, Instant at, String method, String path, Map<String, String> headers, String body, Progress progress) {

    public Received {
        headers = Map.copyOf(headers);
    }

    /// How far the answer to a request has come.
    ///
    /// @param status the HTTP status, 0 while none was sent
    /// @param endedAt when it left `OPEN`
    public record Progress(State state, int status, Optional<Instant> endedAt) {}

    /// The states of an answer.
    public enum State {
        /// Still being answered, or never to be.
        OPEN,
        /// Answered to its end.
        DONE,
        /// The client closed before the end.
        ABORTED,
        /// The simulator broke it off, because a fault said so.
        BROKEN
    }

    /// Whether the client closed before the end of its answer.
    public boolean aborted() {
        return progress.state == State.ABORTED;
    }

    /// When the client closed before the end of its answer.
    public Optional<Instant> abortedAt() {
        return aborted() ? progress.endedAt : Optional.empty();
    }

    /// The value of a header, by lower-case name.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
