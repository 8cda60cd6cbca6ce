package dev.weir.route;

import dev.weir.catalog.Endpoint;

/// A model at an endpoint.
///
/// @param model as the endpoint's provider knows it
public record Target(Endpoint endpoint, String model) {
    /// `openai/gpt-4o`: as it stands in `x-weir-target`, in logs and on receipts.
    public String name() {
        return endpoint.id() + "/" + model;
    }
}
