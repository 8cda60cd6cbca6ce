package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Keepsakes;
import org.jspecify.annotations.Nullable;

/// What became of the kept things that a request builds on.
public sealed interface Tied {
    /// They live at a provider, and so must the request.
    record Pinned(Pin pin) implements Tied {}

    /// They were kept here and are in the request now.
    ///
    /// @param taken how many items were put in front, of a conversation
    /// @param origin of all that was put in
    /// @param pin where something lives that it names beside, or null
    record Expanded(
            byte[] body,
            int taken,
            Keepsakes.Origin origin,
            @Nullable Pin pin) implements Tied {}

    /// Nobody looks after them: the request goes as it is.
    record Free() implements Tied {
        public static final Free HERE = new Free();
    }

    record Refused(Failure failure) implements Tied {}
}
