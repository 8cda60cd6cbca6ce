package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.route.ClientDialect;
import dev.weir.route.Heads;
import dev.weir.route.Outbound;
import org.jspecify.annotations.Nullable;

/// One request as it came in, by whatever way: what its head said, and the way back.
interface Visit extends Heads {
    @Nullable
    String header(CharSequence name);

    /// The way back of an exchange.
    Outbound outbound(Asked asked);

    /// Answers with a failure, where there is no exchange.
    void fail(ClientDialect dialect, Failure failure);

    /// Calls once if the client goes away before it is answered.
    void whenGone(Runnable then);
}
