package dev.weir.catalog;

/// Who says what is known of a model.
///
/// @param id as rows name it: `models.dev`
/// @param asOf the day of what was read: `2026-07-01`
/// @param name for people, with where it is found
public record Source(String id, String asOf, String name) {}
