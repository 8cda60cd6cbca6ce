package dev.weir.http;

import io.netty.channel.Channel;

/// What is done to channels in passing.
final class Channels {
    private Channels() {}

    /// Gives a channel up; nobody waits for its end.
    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(Channel channel) {
        channel.close();
    }
}
