package dev.weir.chat;

import java.util.List;

/// A caller's request, free of any dialect.
///
/// @param model as the caller named it, or as the target names it once a target is chosen
/// @param extras fields of the caller's dialect that the model does not name
/// @param wording how the caller put it
public record ChatRequest(
        String model,
        List<Turn> turns,
        ToolSet tools,
        Sampling sampling,
        Bounds bounds,
        Reasoning reasoning,
        OutputShape output,
        Delivery delivery,
        Extras extras,
        Wording wording) {
    public ChatRequest {
        turns = List.copyOf(turns);
    }

    /// A request that no caller wrote.
    public ChatRequest(
            String model,
            List<Turn> turns,
            ToolSet tools,
            Sampling sampling,
            Bounds bounds,
            Reasoning reasoning,
            OutputShape output,
            Delivery delivery,
            Extras extras) {
        this(model, turns, tools, sampling, bounds, reasoning, output, delivery, extras, Wording.NOBODYS);
    }

    public ChatRequest with(List<Turn> newTurns, OutputShape newOutput) {
        return new ChatRequest(
                model, newTurns, tools, sampling, bounds, reasoning, newOutput, delivery, extras, wording);
    }

    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, turns, tools, sampling, bounds, reasoning, output, delivery, extras, wording);
    }

    public ChatRequest withTurns(List<Turn> newTurns) {
        return new ChatRequest(model, newTurns, tools, sampling, bounds, reasoning, output, delivery, extras, wording);
    }
}
