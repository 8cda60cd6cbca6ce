package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.route.ClientDialect;
import dev.weir.route.Heads;
import dev.weir.route.Keeper;
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

    /// Who looks after what its client leaves and takes up.
    ///
    /// @param usual who does where it came over no connection of its own
    default Keeper keeper(Keeper usual) {
        return usual;
    }

    /// Calls once if the client goes away before it is answered.
    void whenGone(Runnable then);
}
