package dev.weir.catalog;

import org.jspecify.annotations.Nullable;

/// Who says what is known of a model.
///
/// @param id as rows name it: `models.dev`
/// @param asOf the day of what was read: `2026-07-01`; null where it is always as it stands
/// @param name for people, with where it is found
public record Source(String id, @Nullable String asOf, String name) {
    /// `models.dev 2026-07-01`.
    public String label() {
        return asOf == null ? id : id + " " + asOf;
    }
}
