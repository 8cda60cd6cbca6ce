package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes a request of HTTP/1.1, head and body in one buffer, so that it leaves in one system call.
final class RequestHead {
    private static final byte[] POST = ascii("POST ");
    private static final byte[] HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] FIXED = ascii("\r\ncontent-type: application/json\r\n");
    private static final byte[] IDENTITY = ascii("accept-encoding: identity\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final int ROOM = 512;

    private RequestHead() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Bytes that a request needs at least.
    static int room(Post post) {
        return ROOM + post.body().length;
    }

    /// @throws IllegalArgumentException when a header or the path holds a character that could end its line
    static void write(Post post, ByteBuf out) {
        out.writeBytes(POST);
        line(post.uri(), ' ', out);
        out.writeBytes(HOST);
        line(post.origin().authority(), ' ', out);
        out.writeBytes(FIXED);
        if (!post.headers().containsKey("accept-encoding")) {
            out.writeBytes(IDENTITY);
        }
        for (Map.Entry<String, String> header : post.headers().entrySet()) {
            line(header.getKey(), ' ', out);
            out.writeByte(':').writeByte(' ');
            line(header.getValue(), '\u001f', out);
            out.writeByte('\r').writeByte('\n');
        }
        out.writeBytes(LENGTH);
        ByteBufUtil.writeAscii(out, Integer.toString(post.body().length));
        out.writeBytes(END);
        out.writeBytes(post.body());
    }

    /// Writes characters above a bound and below 256; a tab is one where a space is.
    private static void line(String text, char above, ByteBuf out) {
        int length = text.length();
        out.ensureWritable(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c <= above && !(c == '\t' && above < ' ') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("a request's head cannot hold the character " + (int) c);
            }
            out.writeByte(AsciiString.c2b(c));
        }
    }
}
