package dev.weir.catalog;

/// A request edit and the models that it is for.
public record EditRule(ModelSet models, RequestEdit edit) {}
