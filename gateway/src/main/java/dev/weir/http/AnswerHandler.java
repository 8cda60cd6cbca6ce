package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Reads answers off one channel: a connection of HTTP/1.1, one call after the other, or one stream of HTTP/2.
final class AnswerHandler extends ChannelInboundHandlerAdapter {
    /// Hears when the channel has served a call.
    interface Owner {
        void served(ChannelHandlerContext channel, boolean keepAlive);

        void gone(ChannelHandlerContext channel);
    }

    private static final String PACKED = "packed";
    private static final String UNPACKING = "unpacking";

    private final Owner owner;
    private @Nullable Call call;
    private @Nullable PackedBytes packed;
    private boolean informational;
    private boolean keepAlive;

    AnswerHandler(Owner owner) {
        this.owner = owner;
    }

    void expect(Call next) {
        call = next;
        keepAlive = false;
        if (packed != null) {
            packed.begin();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        try {
            if (message instanceof HttpObject object && call != null) {
                if (object instanceof HttpResponse head && isPacked(head)) {
                    unpack(context, head, call);
                } else {
                    read(context, object, call);
                }
            } else {
                // Nothing was asked: the other side is not in step.
                Channels.close(context.channel());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isPacked(HttpResponse head) {
        String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        return encoding != null && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(encoding);
    }

    /// Some hosts compress what was asked for plain: from now on this channel unpacks.
    private void unpack(ChannelHandlerContext context, HttpResponse head, Call now) throws Exception {
        if (context.pipeline().get(UNPACKING) != null) {
            // It has been through there, and still is.
            String packing = head.headers().get(HttpHeaderNames.CONTENT_ENCODING);
            fail(
                    context,
                    now,
                    new DecoderException("the answer is packed as `" + packing + "`, which nobody asked for"));
            return;
        }
        PackedBytes counter = new PackedBytes();
        packed = counter;
        context.pipeline().addBefore(context.name(), PACKED, counter);
        HttpContentDecompressor decompressor = new HttpContentDecompressor(0);
        context.pipeline().addBefore(context.name(), UNPACKING, decompressor);
        decompressor.channelRead(context.pipeline().context(UNPACKING), ReferenceCountUtil.retain(head));
    }

    private void fail(ChannelHandlerContext context, Call now, Throwable cause) {
        call = null;
        Channels.close(context.channel());
        now.failed(cause);
    }

    private void read(ChannelHandlerContext context, HttpObject object, Call now) {
        if (object.decoderResult().isFailure()) {
            fail(context, now, object.decoderResult().cause());
            return;
        }
        if (object instanceof HttpResponse head) {
            informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!informational) {
                keepAlive = HttpUtil.isKeepAlive(head);
                now.head(head.status().code(), head.headers());
            }
        }
        if (object instanceof HttpContent content) {
            ByteBuf bytes = content.content();
            if (packed != null && packed.isBomb(bytes.readableBytes())) {
                fail(context, now, new DecoderException(PackedBytes.WORDS));
                return;
            }
            if (bytes.isReadable()) {
                now.data(ByteBufUtil.getBytes(bytes));
            }
            if (object instanceof LastHttpContent && !informational) {
                call = null;
                owner.served(context, keepAlive);
                now.end();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.gone(context);
        Call now = call;
        call = null;
        if (now != null) {
            now.closed(new ClosedChannelException());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        try {
            Call now = call;
            if (event instanceof Http2ResetFrame reset && now != null) {
                call = null;
                IOException cause = new IOException("the stream was reset: " + reset.errorCode());
                if (reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
                    now.closed(cause);
                } else {
                    now.failed(cause);
                }
            }
        } finally {
            ReferenceCountUtil.release(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Call now = call;
        call = null;
        Channels.close(context.channel());
        if (now != null) {
            if (cause instanceof IOException && !(cause instanceof ConnectTimeoutException)) {
                now.closed(cause);
            } else {
                now.failed(cause);
            }
        }
    }
}
