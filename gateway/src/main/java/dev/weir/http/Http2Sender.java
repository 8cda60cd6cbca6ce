package dev.weir.http;

import dev.weir.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;

/// Writes the answer of one stream of HTTP/2.
final class Http2Sender implements Sender {
    private final Channel stream;
    private final ByteSink joined = new ByteSink(512);
    private boolean bodiless;

    Http2Sender(Channel stream) {
        this.stream = stream;
    }

    @Override
    public void expect(HttpRequest request) {
        bodiless = request.method().equals(HttpMethod.HEAD);
    }

    @Override
    public EventLoop loop() {
        return stream.eventLoop();
    }

    @Override
    public ByteSink joined() {
        return joined;
    }

    @Override
    public void goOn() {
        write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    @Override
    public void whole(Reply reply, byte[] body) {
        FullHttpResponse whole = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body),
                DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                DefaultHttpHeadersFactory.trailersFactory());
        lines(reply, whole.headers());
        if (reply.status() != 204 && reply.status() != 304) {
            whole.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        write(whole);
    }

    private static void lines(Reply reply, HttpHeaders headers) {
        for (int i = 0; i < reply.size(); i++) {
            headers.add(reply.name(i), HeaderText.safe(reply.value(i)));
        }
    }

    @Override
    public void piece(Reply reply) {
        head(reply);
        if (!joined.isEmpty()) {
            write(new DefaultHttpContent(taken()));
        }
    }

    private void head(Reply reply) {
        if (!reply.isHeadSent()) {
            HttpResponse head = new DefaultHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(reply.status()),
                    DefaultHttpHeadersFactory.headersFactory().withValidation(false));
            lines(reply, head.headers());
            write(head);
        }
    }

    private ByteBuf taken() {
        ByteBuf out = stream.alloc().directBuffer(joined.size());
        if (!bodiless) {
            out.writeBytes(joined.array(), 0, joined.size());
        }
        joined.clear();
        return out;
    }

    @Override
    public void last(Reply reply) {
        head(reply);
        write(new DefaultLastHttpContent(taken()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a stream that cannot be written to is closed, and says so
    private void write(Object message) {
        stream.writeAndFlush(message);
    }

    /// A stream serves one request.
    @Override
    public boolean isKept(Reply reply) {
        return false;
    }

    /// The end of the answer closed it.
    @Override
    public void close() {}

    /// Some clients take a reset for a failure even behind a whole answer, so the rest of the request is read for a
    /// while.
    @Override
    public void linger() {
        Channels.closeLater(stream);
    }

    @Override
    public void abort() {
        write(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    }

    @Override
    public boolean isWritable() {
        return stream.isWritable();
    }

    @Override
    public long backlog() {
        return stream.bytesBeforeWritable();
    }
}
