package dev.weir.dialect;

/// What a client's answer says of itself where the provider says nothing.
///
/// @param id of the answer
/// @param created Unix seconds
/// @param model the target's name for the model
public record Identity(String id, long created, String model) {}
