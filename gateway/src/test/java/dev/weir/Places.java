package dev.weir;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;

/// Parts without the place where they stood, for tests that compare what was read and not where.
public final class Places {
    private Places() {}

    public static Part forget(Part part) {
        return switch (part) {
            case Part.HostedCall call ->
                new Part.HostedCall(call.id(), call.name(), call.input(), forget(call.marks()));
            case Part.HostedResult result ->
                new Part.HostedResult(
                        result.callId(), result.kind(), result.content(), result.outcome(), forget(result.marks()));
            case Part.Foreign foreign -> new Part.Foreign(foreign.dialect(), foreign.raw(), forget(foreign.marks()));
            case Part.Text _, Part.Refusal _, Part.Media _, Part.ToolCall _, Part.ToolResult _, Part.Thought _ -> part;
        };
    }

    private static Marks forget(Marks marks) {
        return marks.extras().isEmpty() ? new Marks(marks.seal(), marks.cache(), Extras.NONE) : marks;
    }
}
