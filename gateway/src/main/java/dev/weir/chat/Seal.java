package dev.weir.chat;

/// An opaque proof that a provider put on its own words (a thinking signature, an encrypted reasoning item, a thought
/// signature), to be replayed byte for byte, and only to a target that accepts its issuer.
///
/// @param issuer vendor and model family, e.g. `anthropic`, `google`, `openai`, `unknown` when a client did not say
/// @param opaque the bytes as the provider spelled them
public record Seal(String issuer, String opaque) {}
