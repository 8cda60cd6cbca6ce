package dev.weir.route;

import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.HeaderRules;
import dev.weir.dialect.ModelPages;
import dev.weir.dialect.Paths;
import dev.weir.dialect.TokenCount;
import org.jspecify.annotations.Nullable;

/// A dialect as clients speak it: for the cross lane and for the byte lane, and how its clients come in.
///
/// @param paths that it is asked at
/// @param models how its clients are told of models
/// @param headers that go through
/// @param count how tokens are counted, or null where its clients have no way to ask
public record ClientDialect(
        ClientCodec codec,
        ByteLane bytes,
        Paths paths,
        ModelPages models,
        Passage headers,
        @Nullable TokenCount count) {
    public ClientDialect(ClientCodec codec, ByteLane bytes, Paths paths, ModelPages models, HeaderRules rules) {
        this(codec, bytes, paths, models, Passage.of(rules), null);
    }

    /// The same dialect, whose clients may have tokens counted.
    public ClientDialect with(TokenCount newCount) {
        return new ClientDialect(codec, bytes, paths, models, headers, newCount);
    }

    /// The same dialect on another byte lane.
    public ClientDialect on(ByteLane other) {
        return new ClientDialect(codec, other, paths, models, headers, count);
    }

    public String id() {
        return codec.dialect();
    }
}
