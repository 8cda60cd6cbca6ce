package dev.weir.rig;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Messages of an AWS event stream, written from its description and not from the code that reads them.
public final class AwsMessages {
    private AwsMessages() {}

    /// An event of ConverseStream.
    public static byte[] event(String type, String payload) {
        return message(payload, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static byte[] exception(String type, String payload) {
        return message(
                payload, ":exception-type", type, ":content-type", "application/json", ":message-type", "exception");
    }

    /// @param headers names and values in turn
    public static byte[] message(String payload, String... headers) {
        ByteBuffer head = ByteBuffer.allocate(4096);
        for (int i = 0; i < headers.length; i += 2) {
            byte[] name = headers[i].getBytes(StandardCharsets.UTF_8);
            byte[] value = headers[i + 1].getBytes(StandardCharsets.UTF_8);
            head.put((byte) name.length)
                    .put(name)
                    .put((byte) 7)
                    .putShort((short) value.length)
                    .put(value);
        }
        head.flip();
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(16 + head.limit() + body.length);
        out.putInt(out.capacity())
                .putInt(head.limit())
                .putInt(crc(out, 8))
                .put(head)
                .put(body);
        out.putInt(crc(out, out.position()));
        return out.array();
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }

    public static byte[] joined(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }
}
