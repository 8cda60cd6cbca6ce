package dev.weir.route;

import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.HeaderRules;
import dev.weir.dialect.ModelPages;
import dev.weir.dialect.Paths;

/// A dialect as clients speak it: for the cross lane and for the byte lane, and how its clients come in.
///
/// @param paths that it is asked at
/// @param models how its clients are told of models
/// @param headers that go through
public record ClientDialect(ClientCodec codec, ByteLane bytes, Paths paths, ModelPages models, Passage headers) {
    public ClientDialect(ClientCodec codec, ByteLane bytes, Paths paths, ModelPages models, HeaderRules rules) {
        this(codec, bytes, paths, models, Passage.of(rules));
    }

    public String id() {
        return codec.dialect();
    }
}
