package dev.weir.vault;

/// Where an id of a provider's lives.
///
/// @param endpoint name of the provider in the configuration
/// @param model as the provider knows it
/// @param credential fingerprint of the credential that it was made with
public record Whereabouts(String endpoint, String model, String credential) {}
