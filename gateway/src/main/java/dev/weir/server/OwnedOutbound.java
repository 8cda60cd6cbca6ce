package dev.weir.server;

import dev.weir.route.AnswerHeaders;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSink;
import java.util.function.Consumer;

/// The way back of an answer that somebody hears before the client: one that came whole and is good.
///
/// @param hears its body
record OwnedOutbound(Outbound out, Consumer<byte[]> hears) implements Outbound {
    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        if (status >= 200 && status <= 299) {
            hears.accept(body);
        }
        out.reply(status, headers, body);
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {
        out.begin(status, headers);
    }

    @Override
    public void write(ByteSink bytes) {
        out.write(bytes);
    }

    @Override
    public void end() {
        out.end();
    }

    @Override
    public void abort() {
        out.abort();
    }

    @Override
    public boolean isFull() {
        return out.isFull();
    }

    @Override
    public long backlog() {
        return out.backlog();
    }

    @Override
    public void whenDrained(Runnable next) {
        out.whenDrained(next);
    }
}
