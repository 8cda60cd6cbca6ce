package dev.weir.sim;

import dev.weir.sim.Fault.Break;
import dev.weir.sim.Fault.Thing;
import dev.weir.sim.Frame.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The events of a stream as a fault leaves them, and how the stream ends.
///
/// @param ending how it breaks, absent where it ends in good order
record Script(List<Frame> frames, Optional<Break> ending) {

    static Script of(List<Frame> frames, Optional<Fault> fault, String garbage, String error) {
        return switch (fault.orElse(null)) {
            case null -> new Script(frames, Optional.empty());
            case Fault.Breaks(Break manner, int after) ->
                new Script(frames.subList(0, index(frames, after)), Optional.of(manner));
            case Fault.Inserts(Thing thing, int after) -> inserted(frames, thing, index(frames, after), garbage, error);
            case Fault.NoEnd() ->
                new Script(
                        frames.stream()
                                .filter(frame -> frame.role() != Role.END)
                                .toList(),
                        Optional.empty());
            case Fault.Disguised _ -> new Script(List.of(Frame.side(error)), Optional.empty());
            case Fault.Status _,
                    Fault.Down _,
                    Fault.Refuses _,
                    Fault.Mute _,
                    Fault.Drip _,
                    Fault.Bomb _,
                    Fault.Leaves _,
                    Fault.Odd _ -> new Script(frames, Optional.empty());
        };
    }

    private static Script inserted(List<Frame> frames, Thing thing, int index, String garbage, String error) {
        List<Frame> all = new ArrayList<>(frames.subList(0, index));
        return switch (thing) {
            case GARBAGE -> {
                all.add(Frame.side(garbage));
                all.addAll(frames.subList(index, frames.size()));
                yield new Script(all, Optional.empty());
            }
            case ERROR -> {
                all.add(Frame.side(error));
                yield new Script(all, Optional.empty());
            }
        };
    }

    /// The place behind so many tokens; what ends an answer is never before it.
    private static int index(List<Frame> frames, int tokens) {
        int seen = 0;
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            boolean content = frame.role() == Role.CONTENT && frame.tokens() > 0;
            if ((content && seen >= tokens) || frame.role() == Role.FINISH || frame.role() == Role.END) {
                return i;
            }
            seen += frame.tokens();
        }
        return frames.size();
    }
}
