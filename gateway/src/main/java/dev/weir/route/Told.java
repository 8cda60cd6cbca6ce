package dev.weir.route;

import dev.weir.wire.ByteSink;
import java.util.Map;

/// A way back on which the caller is told one thing more, in a header.
///
/// @param header name and value
public record Told(Outbound inner, Map<String, String> header) implements Outbound {
    public Told {
        header = Map.copyOf(header);
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        inner.reply(status, headers.with(header), body);
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {
        inner.begin(status, headers.with(header));
    }

    @Override
    public void write(ByteSink bytes) {
        inner.write(bytes);
    }

    @Override
    public void end() {
        inner.end();
    }

    @Override
    public void abort() {
        inner.abort();
    }

    @Override
    public boolean isFull() {
        return inner.isFull();
    }

    @Override
    public long backlog() {
        return inner.backlog();
    }

    @Override
    public void whenDrained(Runnable next) {
        inner.whenDrained(next);
    }
}
