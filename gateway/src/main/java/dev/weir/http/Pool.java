package dev.weir.http;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to one origin.
///
/// The connection that rested least serves next, so that what is not needed grows old and is closed. As long as it is
/// not known which version of HTTP an origin speaks, one connection is opened and the others wait for what it finds.
final class Pool {
    private enum Version {
        UNKNOWN,
        HTTP_1,
        HTTP_2
    }

    private final Origin origin;
    private final Connector connector;
    private final Deque<Http1Connection> resting = new ArrayDeque<>();
    private final Set<Channel> open = new HashSet<>();
    private final List<Http2Connection> shared = new ArrayList<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final RequestHead head;
    private Version version;
    private int opening;
    private int sweeps;

    Pool(Origin origin, Connector connector) {
        this.origin = origin;
        this.connector = connector;
        this.head = new RequestHead(origin);
        this.version = origin.transport() == Origin.Transport.TLS ? Version.UNKNOWN : Version.HTTP_1;
    }

    void send(Call call) {
        Http1Connection rested = resting.pollLast();
        if (rested != null) {
            rested.send(call);
            return;
        }
        for (Http2Connection connection : shared) {
            if (connection.hasRoom()) {
                connection.send(call);
                return;
            }
        }
        if (version != Version.HTTP_1 && opening > 0) {
            waiting.add(call);
        } else {
            connect(call);
        }
    }

    private void connect(Call call) {
        opening++;
        connector.open(origin, call.connectLimit(), new Connector.Opened() {
            @Override
            public void http1(Channel channel) {
                opening--;
                version = Version.HTTP_1;
                Http1Connection connection = new Http1Connection(Pool.this, channel);
                open.add(channel);
                connection.send(call);
                release();
            }

            @Override
            public void http2(Channel channel) {
                opening--;
                version = Version.HTTP_2;
                Http2Connection connection = new Http2Connection(Pool.this, channel);
                open.add(channel);
                shared.add(connection);
                connection.send(call);
                release();
            }

            @Override
            public void failed(Throwable cause) {
                opening--;
                call.unopened(cause);
                if (opening == 0) {
                    // The same moment, the same origin: they would fare no better one after the other.
                    for (Call other = waiting.poll(); other != null; other = waiting.poll()) {
                        other.unopened(cause);
                    }
                }
            }
        });
    }

    private void release() {
        for (int left = waiting.size(); left > 0; left--) {
            Call call = waiting.poll();
            if (call != null && !call.isOver()) {
                send(call);
            }
        }
    }

    void rest(Http1Connection connection) {
        connection.restsSince(sweeps);
        resting.addLast(connection);
    }

    void gone(Channel channel, @Nullable Http1Connection kept) {
        open.remove(channel);
        if (kept != null) {
            resting.remove(kept);
        }
        shared.removeIf(connection -> connection.is(channel));
    }

    RequestHead head() {
        return head;
    }

    int sweeps() {
        return sweeps;
    }

    /// Closes what has rested for as many sweeps.
    void sweep(int limit) {
        sweeps++;
        for (Http1Connection first = resting.peekFirst();
                first != null && sweeps - first.restingSince() > limit;
                first = resting.peekFirst()) {
            resting.removeFirst();
            first.close();
        }
        for (Http2Connection connection : List.copyOf(shared)) {
            connection.sweep(limit);
        }
    }

    void close() {
        for (Channel channel : List.copyOf(open)) {
            Channels.close(channel);
        }
    }
}
