package dev.weir.dialect;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import java.util.function.Consumer;

/// One wire format as a client speaks it.
public interface ClientCodec extends Voice {
    /// Reads a request body; a wrong one is rejected in words the official API would use.
    ///
    /// @param asked what the path said already
    Decoded decode(byte[] body, Asked asked);

    /// Writes an unstreamed answer.
    byte[] encode(ChatResponse response, Identity identity, Consumer<Loss> losses);

    /// Begins a stream.
    StreamEncoder encoder(Identity identity, Delivery delivery, Consumer<Loss> losses);
}
