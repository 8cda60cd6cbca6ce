package dev.weir.route;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Choices and the way to choose among them.
///
/// @param name for reasons, and so that two groups do not draw the same lots
/// @param sticky what keeps to the same choice
public record Group(String name, Strategy strategy, Sticky sticky, List<Choice> choices) {
    public Group {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a group has a choice: " + name);
        }
    }

    /// Targets one after the other.
    public static Group inOrder(String name, List<Target> targets) {
        return new Group(
                name,
                Ways.IN_ORDER,
                Sticky.TO_NOTHING,
                targets.stream().<Choice>map(Choice.One::new).toList());
    }

    public Stream<Target> targets() {
        return choices.stream().flatMap(Choice::targets);
    }

    public Group map(UnaryOperator<Target> change) {
        return new Group(
                name,
                strategy,
                sticky,
                choices.stream().map(choice -> choice.map(change)).toList());
    }
}
