package dev.weir.chat;

import java.util.List;

/// Whether and which tool the model must call.
public sealed interface ToolChoice {
    /// The caller did not say.
    record Unsaid() implements ToolChoice {}

    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    /// Some tool must be called.
    record Required() implements ToolChoice {}

    record Named(Part.ToolKind kind, String name) implements ToolChoice {}

    /// Only these, in mode `AUTO` or `REQUIRED`.
    record Allowed(Mode mode, List<String> names) implements ToolChoice {
        public Allowed {
            names = List.copyOf(names);
        }
    }

    enum Mode {
        AUTO,
        REQUIRED
    }
}
