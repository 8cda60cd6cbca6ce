package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tools of a request.
///
/// @param parallel whether several calls at once are allowed; null when the caller did not say
public record ToolSet(
        List<Tool> tools, ToolChoice choice, @Nullable Boolean parallel) {
    public static final ToolSet NONE = new ToolSet(List.of(), new ToolChoice.Unsaid(), null);

    public ToolSet {
        tools = List.copyOf(tools);
    }
}
