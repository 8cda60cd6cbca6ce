package dev.weir.route;

import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;

/// A dialect as clients speak it: for the cross lane and for the byte lane.
public record ClientDialect(ClientCodec codec, ByteLane bytes) {
    public String id() {
        return codec.dialect();
    }
}
