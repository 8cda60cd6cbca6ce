package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// A target, or the first of a nested group's, as a strategy sees it.
///
/// @param place in its group, from 0
/// @param name `openai/gpt-4o`, or the name of the group
/// @param lane of an attempt on it
/// @param tariff what its tokens cost, or null where that is not known
public record Candidate(
        int place,
        String name,
        int weight,
        Lane lane,
        Vitals.Sign sign,
        @Nullable Tariff tariff) {
    /// What it costs in effect, or null where that is not known.
    public @Nullable EffectivePrice price() {
        return tariff == null ? null : tariff.of(sign.mix());
    }
}
