package dev.weir.sim;

import java.time.Duration;
import java.util.Set;

/// One way in which a provider misbehaves.
sealed interface Fault {

    /// Answers this error status.
    record Status(int status) implements Fault {}

    /// Answers 503 until so long after the first request of its key.
    record Down(Duration length) implements Fault {}

    /// Answers 400 for a reason that gateways treat apart.
    record Refuses(Reason reason) implements Fault {}

    /// Answers no byte.
    record Mute(Manner manner) implements Fault {}

    /// Ends the answer early, after so many tokens.
    record Breaks(Break manner, int after) implements Fault {}

    /// Puts something between the events, after so many tokens.
    record Inserts(Thing thing, int after) implements Fault {}

    /// Leaves out what marks the end of a stream: `[DONE]`, `message_stop`.
    record NoEnd() implements Fault {}

    /// Answers 200 with an error inside.
    record Disguised(Place place) implements Fault {}

    /// Sends one byte at a time.
    record Drip(Duration every) implements Fault {}

    /// Sends far too much.
    record Bomb(Sort sort, long bytes) implements Fault {}

    /// Closes the connection though the answer was complete.
    record Leaves(Leave manner) implements Fault {}

    /// Sends a stream that is odd in these ways.
    record Odd(Set<Oddity> oddities) implements Fault {
        public Odd {
            oddities = Set.copyOf(oddities);
        }
    }

    /// Why a 400 was answered.
    enum Reason {
        CONTEXT_LENGTH,
        CONTENT_FILTER
    }

    /// How a connection stays without an answer.
    enum Manner {
        RESET,
        CLOSE,
        SILENT
    }

    /// How an answer ends early.
    enum Break {
        /// The connection closes in the middle of the body.
        CUT,
        /// The body ends in good order, too early.
        TRUNCATE,
        /// Nothing more comes, the connection stays open.
        STALL,
        /// HTTP/2 GOAWAY, then the connection closes; HTTP/1.1 as `CUT`.
        GOAWAY,
        /// HTTP/2 RST_STREAM; HTTP/1.1 as `CUT`.
        RST
    }

    /// What stands between events that does not belong there.
    enum Thing {
        GARBAGE,
        ERROR
    }

    /// Where the error of a 200 stands.
    enum Place {
        BODY,
        FIRST_EVENT
    }

    /// What there is too much of.
    enum Sort {
        ANSWER,
        LINE,
        HEADERS,
        GZIP
    }

    /// How a connection ends after a complete answer.
    enum Leave {
        SAID,
        SILENTLY
    }

    /// A way in which a stream departs from its format and is still understood.
    enum Oddity {
        /// Another id in every event.
        IDS,
        /// The role repeated, or missing where it belongs.
        ROLES,
        /// Deltas with nothing in them.
        EMPTY,
        /// No index, or indexes that do not start at 0.
        INDEX,
        /// Usage in the middle.
        USAGE,
        /// Two finish reasons.
        FINISH
    }
}
