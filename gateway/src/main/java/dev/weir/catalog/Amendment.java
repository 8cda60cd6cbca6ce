package dev.weir.catalog;

/// What the user says of models, over what the catalog does.
///
/// @param provider as it is configured
/// @param models which of its models
public record Amendment(String provider, Glob models, ModelFacts facts) {}
