package dev.weir.route;

import dev.weir.dialect.Identity;
import dev.weir.dialect.ProviderCodec;

/// What all attempts of one exchange share.
///
/// @param rescue whether a stream is kept so that it can be continued elsewhere
record Errand(Engine engine, Inbound in, Allowance allowance, Resilience.Rescue rescue) {
    ProviderCodec codec(Step step) {
        ProviderCodec codec = engine.codecs().get(step.door().dialect());
        if (codec == null) {
            throw new IllegalStateException("no codec speaks " + step.door().dialect());
        }
        String usual = codec.seals();
        return usual.isEmpty() || usual.equals(step.issuer()) ? codec : codec.sealedBy(step.issuer());
    }

    /// What an answer of a target says of itself.
    Identity identity(Step step) {
        Identity identity =
                new Identity(in.id(), in.at().getEpochSecond(), step.target().model());
        Memory memory = in.memory();
        return memory == null ? identity : memory.identify(identity);
    }

    /// Whether an answer of the byte lane is to be held for the memory, to its end.
    boolean holds(Step step) {
        Memory memory = in.memory();
        return memory != null && memory.holds(step);
    }
}
