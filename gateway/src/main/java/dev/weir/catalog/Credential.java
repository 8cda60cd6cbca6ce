package dev.weir.catalog;

/// What is shown to a provider, ready to be sent.
public sealed interface Credential {
    /// A header, its prefix in the value.
    record Header(String name, Secret value) implements Credential {}

    /// A query parameter.
    record Query(String name, Secret value) implements Credential {}

    record None() implements Credential {}
}
