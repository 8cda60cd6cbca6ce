package dev.weir.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Function;

/// The server's end of a WebSocket, at the end of the pipeline that spoke HTTP/1.1 before.
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements Seat.Guest {
    /// What every server appends to a client's key (RFC 6455, section 1.3).
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Seat seat;
    private final Channel channel;
    private final WebSocket socket;
    private final WebSocket.Listener listener;
    private int active;

    private WebSocketHandler(Seat seat, Channel channel, Function<WebSocket, WebSocket.Listener> opened) {
        this.seat = seat;
        this.channel = channel;
        this.socket = new WebSocket(channel);
        this.listener = opened.apply(socket);
        this.active = seat.sweeps();
    }

    /// Whether a request asks to go on as a WebSocket of the one version that there is.
    static boolean isAskedFor(HttpRequest head) {
        return head.method().equals(HttpMethod.GET)
                && head.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && head.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13", false)
                && head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    /// Says yes, and puts itself in the place of the handler of requests.
    @SuppressWarnings("FutureReturnValueIgnored") // what cannot be written ends the connection, which is heard of
    static void open(
            Seat seat,
            RequestHandler from,
            HttpRequest head,
            int limit,
            Function<WebSocket, WebSocket.Listener> opened) {
        Channel channel = from.channel();
        String yes = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                + "sec-websocket-accept: " + accepted(head) + "\r\n\r\n";
        channel.writeAndFlush(Unpooled.copiedBuffer(yes, StandardCharsets.US_ASCII));
        WebSocketHandler handler = new WebSocketHandler(seat, channel, opened);
        ChannelPipeline pipeline = channel.pipeline();
        String decoder = pipeline.context(HttpRequestDecoder.class).name();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowExtensions(false)
                .maxFramePayloadLength(limit)
                .build();
        // The decoder hands on what it has not read when it goes, so what takes it must be there.
        pipeline.addAfter(decoder, "frames", new WebSocket13FrameDecoder(config));
        pipeline.addAfter("frames", "messages", new WebSocketFrameAggregator(limit));
        pipeline.addAfter("frames", "out", new WebSocket13FrameEncoder(false));
        pipeline.replace(from, "socket", handler);
        seat.enter(handler);
        seat.leave(from);
        pipeline.remove(decoder);
    }

    private static String accepted(HttpRequest head) {
        String key = head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY) + MAGIC;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        active = seat.sweeps();
        try {
            if (message instanceof WebSocketFrame frame) {
                take(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void take(WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> listener.text(ByteBufUtil.getBytes(text.content()));
            case PingWebSocketFrame ping ->
                channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame _ -> {}
            case CloseWebSocketFrame _ -> socket.close(WebSocket.Reason.NORMAL, "");
            default -> socket.close(WebSocket.Reason.NOT_TEXT, "Send text messages of JSON.");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        active = seat.sweeps();
        if (channel.isWritable()) {
            socket.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket.lost();
        seat.leave(this);
        listener.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException || cause instanceof CorruptedWebSocketFrameException) {
            socket.close(WebSocket.Reason.TOO_BIG, "A message is too long or broken; see `limits.body`.");
        } else {
            closeNow();
        }
    }

    @Override
    public void drain() {
        listener.drain();
    }

    @Override
    public void sweep(int limit) {
        if (seat.sweeps() - active > limit) {
            closeNow();
        }
    }

    @Override
    public void closeNow() {
        Channels.close(channel);
    }
}
