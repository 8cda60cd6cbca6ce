package dev.weir.server;

import dev.weir.route.AnswerHeaders;
import dev.weir.route.Onward;
import dev.weir.route.Outbound;
import java.util.function.Consumer;

/// The way back of an answer that somebody hears before the client: one that came whole and is good.
///
/// @param hears its body
record OwnedOutbound(Outbound out, Consumer<byte[]> hears) implements Onward {
    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        if (status >= 200 && status <= 299) {
            hears.accept(body);
        }
        out.reply(status, headers, body);
    }
}
