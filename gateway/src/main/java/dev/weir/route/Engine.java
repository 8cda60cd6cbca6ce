package dev.weir.route;

import dev.weir.dialect.ProviderCodec;
import dev.weir.provider.Upstream;
import java.time.InstantSource;
import java.util.Map;

/// What every exchange of one event loop shares.
///
/// @param codecs by dialect
public record Engine(
        Loop loop,
        Upstream upstream,
        Map<String, ProviderCodec> codecs,
        Observer observer,
        Keeper keeper,
        Prober prober) {
    public Engine {
        codecs = Map.copyOf(codecs);
    }

    /// An engine with a prober of its own.
    public Engine(
            Loop loop,
            Upstream upstream,
            Map<String, ProviderCodec> codecs,
            Observer observer,
            Keeper keeper,
            InstantSource clock) {
        this(loop, upstream, codecs, observer, keeper, new Prober(loop, upstream, codecs, observer, clock));
    }

    /// The same, whose exchanges another hears of.
    Engine watchedBy(Observer other) {
        return new Engine(loop, upstream, codecs, other, keeper, prober);
    }
}
