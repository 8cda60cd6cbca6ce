package dev.weir.route;

import java.util.Locale;

/// What a target costs in effect: not its list price, but that of what is really read, cached and written. For
/// comparing; nobody is billed by it.
///
/// @param dollars for a million tokens read and whatever is written for them
public record EffectivePrice(double dollars, Mix mix) {
    /// `$1.250 for a million tokens read and their answers, 40% from the cache`.
    @Override
    public String toString() {
        String mixed = mix.seen() == Mix.Seen.OBSERVED
                ? Math.round(mix.cached() * 100) + "% from the cache"
                : "no traffic seen";
        return String.format(Locale.ROOT, "$%.4g for a million tokens read and their answers, %s", dollars, mixed);
    }
}
