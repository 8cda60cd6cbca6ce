package dev.weir.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one of each costs. What has no entry has no price that is known, which is not to say that it is free.
public record Rates(Map<Meter, Money> each) {
    public static final Rates NONE = new Rates(Map.of());

    public Rates {
        var copy = new EnumMap<Meter, Money>(Meter.class);
        copy.putAll(each);
        each = Collections.unmodifiableMap(copy);
    }

    public @Nullable Money of(Meter meter) {
        return each.get(meter);
    }

    public boolean isEmpty() {
        return each.isEmpty();
    }

    /// Each so many percent higher.
    Rates raised(int percent) {
        var all = new EnumMap<Meter, Money>(Meter.class);
        each.forEach((meter, price) -> all.put(meter, price.raised(percent)));
        return new Rates(all);
    }

    /// These, and what they do not say from `below`.
    public Rates over(Rates below) {
        if (isEmpty() || below.isEmpty()) {
            return isEmpty() ? below : this;
        }
        var both = new EnumMap<Meter, Money>(Meter.class);
        both.putAll(below.each);
        both.putAll(each);
        return new Rates(both);
    }
}
