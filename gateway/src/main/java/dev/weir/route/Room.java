package dev.weir.route;

import dev.weir.flow.Capacity;
import org.jspecify.annotations.Nullable;

/// The places at a target as the requests for one model may take them.
///
/// @param slots of the target, whoever asks
public record Room(Slots slots, Capacity capacity) {
    boolean isFree() {
        return slots.isFree(capacity);
    }

    /// A place, where one is free now.
    @Nullable
    Slot take(long now) {
        return slots.take(capacity, now);
    }

    /// `3 of 8 under way, 0 wait`: for people.
    public String describe() {
        Slots.View view = slots.view();
        return view.taken() + " of " + capacity.most() + " under way, " + view.waiting() + " wait";
    }
}
