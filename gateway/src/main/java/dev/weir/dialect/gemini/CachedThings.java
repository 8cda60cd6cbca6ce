package dev.weir.dialect.gemini;

import dev.weir.dialect.Ties;
import java.util.List;

/// What contents that are to be cached name by ids.
public final class CachedThings {
    private CachedThings() {}

    public static List<Ties.Thing> in(byte[] body) {
        Ties ties = RequestLook.ties(body);
        return ties == null ? List.of() : ties.named().things();
    }
}
