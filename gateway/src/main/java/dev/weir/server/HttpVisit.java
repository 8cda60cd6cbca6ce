package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.http.Request;
import dev.weir.route.ClientDialect;
import dev.weir.route.Outbound;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request over HTTP, answered over HTTP.
record HttpVisit(Request request) implements Visit {
    @Override
    public @Nullable String header(CharSequence name) {
        return request.header(name);
    }

    @Override
    public @Nullable String get(String name) {
        return request.header(name);
    }

    @Override
    public boolean speakToWeir() {
        return HeaderFacts.speakToWeir(request);
    }

    @Override
    public Map<String, String> all() {
        return HeaderFacts.of(request);
    }

    @Override
    public Outbound outbound(Asked asked) {
        return switch (asked.framing()) {
            case EVENTS -> new HttpOutbound(request.reply(), HttpOutbound.EVENTS);
            case MESSAGES -> new HttpOutbound(request.reply(), HttpOutbound.MESSAGES);
            case LIST -> new ListOutbound(new HttpOutbound(request.reply(), ListOutbound.TYPE));
        };
    }

    @Override
    public void fail(ClientDialect dialect, Failure failure) {
        PlainReply.failure(request, dialect, failure);
    }

    @Override
    public void whenGone(Runnable then) {
        request.reply().whenGone(then);
    }
}
