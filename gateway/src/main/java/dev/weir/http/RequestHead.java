package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes requests of HTTP/1.1 to one origin, head and body in one buffer, so that each leaves in one system call.
///
/// The headers that a request shares with the one before it are written once and copied after that.
final class RequestHead {
    private static final byte[] POST = ascii("POST ");
    private static final byte[] HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] TYPE = ascii("\r\ncontent-type: application/json\r\n");
    private static final byte[] IDENTITY = ascii("accept-encoding: identity\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final int ROOM = 512;

    private final Origin origin;
    private @Nullable Map<String, String> shared;
    private byte[] lines = new byte[0];

    RequestHead(Origin origin) {
        this.origin = origin;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Bytes that a request needs at least.
    int room(Post post) {
        return ROOM + lines.length + post.body().length;
    }

    /// @throws IllegalArgumentException when a header or the path holds a character that could end its line
    @SuppressWarnings("ReferenceEquality") // another map with the same headers is only written anew
    void write(Post post, ByteBuf out) {
        if (post.form() != Post.Form.JSON) {
            writeOther(post, post.form(), out);
            return;
        }
        if (post.fixed() != shared) {
            lines = lines(post.fixed());
            shared = post.fixed();
        }
        out.writeBytes(POST);
        line(post.uri(), '!', out);
        out.writeBytes(lines);
        own(post.own(), out);
        out.writeBytes(LENGTH);
        ByteBufUtil.writeAscii(out, Integer.toString(post.body().length));
        out.writeBytes(END);
        out.writeBytes(post.body());
    }

    /// Writes a request that is no POST of a JSON body: nothing of it is kept for the next one.
    private void writeOther(Post post, Post.Form form, ByteBuf out) {
        line(form.method(), '!', out);
        out.writeByte(' ');
        line(post.uri(), '!', out);
        out.writeBytes(HOST);
        line(origin.authority(), '!', out);
        out.writeByte('\r').writeByte('\n');
        if (!post.fixed().containsKey("accept-encoding")) {
            out.writeBytes(IDENTITY);
        }
        if (form.type() != null) {
            own(Map.of("content-type", form.type()), out);
        }
        own(post.fixed(), out);
        own(post.own(), out);
        if (form.type() != null || post.body().length > 0) {
            out.writeBytes(LENGTH);
            ByteBufUtil.writeAscii(out, Integer.toString(post.body().length));
            out.writeByte('\r').writeByte('\n');
        }
        out.writeByte('\r').writeByte('\n');
        out.writeBytes(post.body());
    }

    /// The end of the request line, and the headers that are the same for all.
    private byte[] lines(Map<String, String> fixed) {
        ByteBuf out = Unpooled.buffer(ROOM);
        out.writeBytes(HOST);
        line(origin.authority(), '!', out);
        out.writeBytes(TYPE);
        if (!fixed.containsKey("accept-encoding")) {
            out.writeBytes(IDENTITY);
        }
        own(fixed, out);
        return ByteBufUtil.getBytes(out);
    }

    private static void own(Map<String, String> headers, ByteBuf out) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            line(header.getKey(), '!', out);
            out.writeByte(':').writeByte(' ');
            line(header.getValue(), ' ', out);
            out.writeByte('\r').writeByte('\n');
        }
    }

    /// Writes characters from a least one on and below 256; where a space may stand, so may a tab.
    private static void line(String text, char least, ByteBuf out) {
        int length = text.length();
        out.ensureWritable(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < least && (c != '\t' || least != ' ') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("a request's head cannot hold the character " + (int) c);
            }
            out.writeByte(AsciiString.c2b(c));
        }
    }
}
