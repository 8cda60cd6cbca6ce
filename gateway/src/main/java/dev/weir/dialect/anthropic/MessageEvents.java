package dev.weir.dialect.anthropic;

import dev.weir.dialect.Json;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's events as bytes. Each bears its `event:` line, for Python's and Node's SDK drop one without it.
final class MessageEvents {
    /// What a block grows by, up to the string that it grows by.
    static final String TEXT = "text_delta\",\"text\":";

    static final String THINKING = "thinking_delta\",\"thinking\":";
    static final String ARGUMENTS = "input_json_delta\",\"partial_json\":";

    private static final byte[] STOP = ascii("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    private static final byte[] END_OF_DELTA = ascii("}}\n\n");
    private static final byte[] END_OF_EVENT = ascii("}\n\n");
    private static final byte[] BLANK_LINE = ascii("\n\n");

    private MessageEvents() {}

    static void write(String name, ObjectNode event, ByteSink out) {
        out.ascii("event: ").ascii(name).ascii("\ndata: ").write(Json.bytes(event));
        out.write(BLANK_LINE);
    }

    /// Writes a frame of the provider's that does not name itself; line breaks between its parts, where JSON takes any
    /// white space, become spaces, and so do those of its name, which could end the line that they stand in.
    static void named(String type, Frame frame, ByteSink out) {
        named(type, frame.data(), frame.from(), frame.to(), out);
    }

    static void named(String type, byte[] data, int from, int to, ByteSink out) {
        out.ascii("event: ").write(type.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8));
        out.ascii("\ndata: ");
        for (int i = from; i < to; i++) {
            byte b = data[i];
            out.write(b == '\n' || b == '\r' ? ' ' : b);
        }
        out.write(BLANK_LINE);
    }

    static void messageStop(ByteSink out) {
        out.write(STOP);
    }

    static void blockStart(int number, ObjectNode content, ByteSink out) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", number);
        event.set("content_block", content);
        write("content_block_start", event, out);
    }

    static void blockStop(int number, ByteSink out) {
        out.ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
                .number(number)
                .write(END_OF_EVENT);
    }

    /// The bytes in front of each piece of a block.
    ///
    /// @param delta one of [#TEXT], [#THINKING], [#ARGUMENTS]
    static byte[] prefix(int number, String delta) {
        return new ByteSink(128)
                .ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":")
                .number(number)
                .ascii(",\"delta\":{\"type\":\"")
                .ascii(delta)
                .toBytes();
    }

    /// A piece of words behind the bytes that stand in front of it: the hot path.
    static void piece(byte[] prefix, String text, ByteSink out) {
        out.write(prefix);
        out.json(text);
        out.write(END_OF_DELTA);
    }

    static void signature(int number, String signature, ByteSink out) {
        delta(number, Json.object().put("type", "signature_delta").put("signature", signature), out);
    }

    static void delta(int number, ObjectNode delta, ByteSink out) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", number);
        event.set("delta", delta);
        write("content_block_delta", event, out);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
