package dev.weir.http;

import dev.weir.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/// Writes answers of HTTP/1.1 on one connection: head and body in one buffer, a stream's pieces as chunks.
final class Http1Sender implements Sender {
    /// How the client learns where an answer ends.
    enum Version {
        /// By a length or by chunks; the connection is kept.
        KEPT,
        /// The same, and the connection is closed behind it.
        CLOSING,
        /// Of HTTP/1.0, which knows no chunks; a whole answer leaves the connection open.
        OLD_KEPT,
        /// Of HTTP/1.0: by the end of the connection.
        OLD_CLOSING
    }

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] GO_ON = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP = ascii("connection: keep-alive\r\n");
    private static final byte[] LINE = ascii("\r\n");
    private static final byte[] END = ascii("0\r\n\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");
    /// Bodies above are not copied behind their head.
    private static final int LARGE = 128 << 10;
    private static final int KEPT = 64 << 10;

    private final Channel channel;
    private final ByteSink head = new ByteSink(512);
    private ByteSink joined = new ByteSink(512);
    private Version version = Version.KEPT;
    private boolean bodiless;

    Http1Sender(Channel channel) {
        this.channel = channel;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void expect(HttpRequest request) {
        boolean kept = HttpUtil.isKeepAlive(request);
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            version = kept ? Version.OLD_KEPT : Version.OLD_CLOSING;
        } else {
            version = kept ? Version.KEPT : Version.CLOSING;
        }
        bodiless = request.method().equals(HttpMethod.HEAD);
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public ByteSink joined() {
        return joined;
    }

    @Override
    public void goOn() {
        write(Unpooled.wrappedBuffer(GO_ON));
    }

    @Override
    public void whole(Reply reply, byte[] body) {
        beginHead(reply);
        if (reply.status() != 204 && reply.status() != 304) {
            head.write(LENGTH);
            head.number(body.length).write(LINE);
        }
        head.write(LINE);
        int length = bodiless ? 0 : body.length;
        if (length > LARGE) {
            write(Unpooled.wrappedBuffer(copied(0), Unpooled.wrappedBuffer(body)));
        } else {
            write(copied(length).writeBytes(body, 0, length));
        }
    }

    private ByteBuf copied(int more) {
        ByteBuf out = channel.alloc().directBuffer(head.size() + more);
        out.writeBytes(head.array(), 0, head.size());
        head.clear();
        return out;
    }

    private void beginHead(Reply reply) {
        head.clear();
        if (reply.status() == 200) {
            head.write(OK);
        } else {
            HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
            head.ascii("HTTP/1.1 ").ascii(status.codeAsText().toString()).write(' ');
            line(status.reasonPhrase());
            head.write(LINE);
        }
        for (int i = 0; i < reply.size(); i++) {
            line(reply.name(i));
            head.write(':');
            head.write(' ');
            line(reply.value(i));
            head.write(LINE);
        }
        if (reply.isClosing() || version == Version.CLOSING) {
            head.write(CLOSE);
        } else if (version == Version.OLD_KEPT) {
            head.write(KEEP);
        }
    }

    /// Writes what can stand in a header's line; for anything else stands a question mark.
    private void line(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            head.write(ascii.array(), ascii.arrayOffset(), ascii.length());
            return;
        }
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            head.write(HeaderText.stands(c) ? c : '?');
        }
    }

    @Override
    public void piece(Reply reply) {
        if (reply.isHeadSent() && joined.isEmpty()) {
            return;
        }
        write(stream(reply, 0));
    }

    @Override
    public void last(Reply reply) {
        ByteBuf out = stream(reply, END.length);
        if (isChunked()) {
            out.writeBytes(END);
        }
        if (out.isReadable()) {
            write(out);
        } else {
            out.release();
        }
        if (!isChunked()) {
            reply.closing();
        }
    }

    private boolean isChunked() {
        return !bodiless && (version == Version.KEPT || version == Version.CLOSING);
    }

    /// The head, where it was not sent, and what is joined.
    private ByteBuf stream(Reply reply, int more) {
        if (!reply.isHeadSent()) {
            beginHead(reply);
            if (isChunked()) {
                head.write(CHUNKED);
            }
            head.write(LINE);
        }
        int length = bodiless ? 0 : joined.size();
        ByteBuf out = copied(length + 12 + more);
        if (length > 0) {
            if (isChunked()) {
                size(length, out);
                out.writeBytes(joined.array(), 0, length).writeBytes(LINE);
            } else {
                out.writeBytes(joined.array(), 0, length);
            }
        }
        if (length > KEPT) {
            joined = new ByteSink(512);
        } else {
            joined.clear();
        }
        return out;
    }

    /// A chunk's size and the end of its line.
    private static void size(int length, ByteBuf out) {
        int digits = (35 - Integer.numberOfLeadingZeros(length)) / 4;
        for (int i = digits - 1; i >= 0; i--) {
            out.writeByte(HEX[length >> 4 * i & 0xf]);
        }
        out.writeBytes(LINE);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what cannot be written ends the connection, which is heard of
    private void write(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public boolean isKept(Reply reply) {
        return !reply.isClosing() && (version == Version.KEPT || version == Version.OLD_KEPT);
    }

    @Override
    public void close() {
        Channels.closeBehind(channel);
    }

    @Override
    public void linger() {
        Channels.linger(channel);
    }

    @Override
    public void abort() {
        Channels.close(channel);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long backlog() {
        return channel.bytesBeforeWritable();
    }
}
