package dev.weir.server;

import dev.weir.route.Onward;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventList;
import dev.weir.wire.SseReader;
import io.netty.util.AsciiString;

/// The way back to a client that wants its stream as one JSON list. What it is given are events like everybody's.
final class ListOutbound implements Onward {
    private static final int MAX_EVENT = 32 << 20;

    private final Outbound out;
    private final EventList list = new EventList(MAX_EVENT);
    private final ByteSink elements = new ByteSink(1024);

    /// Content type of such a list.
    static final AsciiString TYPE = AsciiString.cached("application/json; charset=utf-8");

    /// @param out whose streams are of this list's type
    ListOutbound(Outbound out) {
        this.out = out;
    }

    @Override
    public Outbound out() {
        return out;
    }

    @Override
    public void write(ByteSink bytes) {
        try {
            list.feed(bytes.toBytes(), elements);
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException("an event of the gateway's own is too long", e);
        } finally {
            bytes.clear();
        }
        out.write(elements);
    }

    @Override
    public void end() {
        list.end(elements);
        out.write(elements);
        out.end();
    }
}
