package dev.weir.dialect.responses;

import dev.weir.dialect.Json;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes the events of one stream, each with its number. Without a sink it is silent: so a whole answer is put
/// together by the same steps as a streamed one.
final class EventWriter {
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private @Nullable ByteSink out;
    private long sequence;

    /// @param first number of the first event
    EventWriter(long first) {
        this.sequence = first;
    }

    /// Where the next events go, or null for nowhere.
    void to(@Nullable ByteSink sink) {
        out = sink;
    }

    boolean isSilent() {
        return out == null;
    }

    long sequence() {
        return sequence;
    }

    /// An event that is not written yet, with its type and its number.
    ObjectNode event(String type) {
        ObjectNode event = Json.object();
        event.put("type", type);
        event.put("sequence_number", sequence++);
        return event;
    }

    void send(ObjectNode event) {
        if (out != null) {
            out.ascii("event: ").ascii(event.path("type").asString("")).ascii("\ndata: ");
            out.write(Json.bytes(event));
            out.write(END);
        }
    }

    /// The hot path: bytes around one JSON string.
    void delta(Line line, String text) {
        long number = sequence++;
        if (out != null) {
            out.write(line.head);
            out.number(number);
            out.write(line.place);
            out.json(text);
            out.write(line.tail);
        }
    }

    /// The parts of a delta event that stay the same.
    static final class Line {
        private final byte[] head;
        private final byte[] place;
        private final byte[] tail;

        /// @param place what says where the delta belongs: `"item_id":"…","output_index":0`
        /// @param tail members behind the delta, each with a comma before it
        Line(String type, String place, String tail) {
            this.head = ascii("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":");
            this.place = ascii("," + place + ",\"delta\":");
            this.tail = ascii(tail + "}\n\n");
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
