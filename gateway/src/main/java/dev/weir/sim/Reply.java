package dev.weir.sim;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// An answer ready to be sent.
sealed interface Reply {

    /// Headers of the answer.
    Map<String, String> headers();

    /// An answer in one piece.
    ///
    /// @param tokens how much content it carries
    record Whole(int status, Map<String, String> headers, Buffer bytes, int tokens) implements Reply {
        public Whole {
            headers = Map.copyOf(headers);
        }

        Whole(int status, Map<String, String> headers, String body, int tokens) {
            this(status, headers, Buffer.buffer(body), tokens);
        }

        String body() {
            return bytes.toString();
        }
    }

    /// A stream of events.
    record Events(Map<String, String> headers, List<Frame> frames) implements Reply {
        public Events {
            headers = Map.copyOf(headers);
            frames = List.copyOf(frames);
        }
    }
}
