package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// What any part, turn or tool may carry beside its meaning.
public record Marks(@Nullable Seal seal, @Nullable CacheMark cache, Extras extras) {
    public static final Marks NONE = new Marks(null, null, Extras.NONE);

    public static Marks of(Extras extras) {
        return extras.isEmpty() ? NONE : new Marks(null, null, extras);
    }

    /// The marks of something that has a place in its document, whether or not it has anything beside.
    public static Marks at(Extras place) {
        return new Marks(null, null, place);
    }

    public static Marks of(@Nullable Seal seal) {
        return seal == null ? NONE : new Marks(seal, null, Extras.NONE);
    }

    public Marks withSeal(@Nullable Seal newSeal) {
        return new Marks(newSeal, cache, extras);
    }

    public Marks withCache(@Nullable CacheMark newCache) {
        return new Marks(seal, newCache, extras);
    }
}
