package dev.weir.chat;

import java.util.List;

/// A caller's request, free of any dialect.
///
/// @param model as the caller named it, or as the target names it once a target is chosen
/// @param extras fields of the caller's dialect that the model does not name
public record ChatRequest(
        String model,
        List<Turn> turns,
        ToolSet tools,
        Sampling sampling,
        Bounds bounds,
        Reasoning reasoning,
        OutputShape output,
        Delivery delivery,
        Extras extras) {
    public ChatRequest {
        turns = List.copyOf(turns);
    }

    public ChatRequest with(List<Turn> newTurns, OutputShape newOutput) {
        return new ChatRequest(model, newTurns, tools, sampling, bounds, reasoning, newOutput, delivery, extras);
    }

    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, turns, tools, sampling, bounds, reasoning, output, delivery, extras);
    }

    public ChatRequest withTurns(List<Turn> newTurns) {
        return new ChatRequest(model, newTurns, tools, sampling, bounds, reasoning, output, delivery, extras);
    }
}
