package dev.weir.dialect;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.wire.ByteSink;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    /// Goes on with a stream that another began: an encoder that stands where its client stands, or null where there is
    /// none. Usually the events so far, told to nobody, bring it there.
    default @Nullable StreamEncoder encoder(Begun begun, Identity identity, Delivery delivery, Consumer<Loss> losses) {
        StreamEncoder encoder = encoder(identity, delivery, losses);
        ByteSink nowhere = new ByteSink(0);
        for (StreamEvent event : begun.events()) {
            encoder.event(event, nowhere);
            nowhere.clear();
        }
        return encoder;
    }
}
