package dev.weir.route;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What a group chooses among.
public sealed interface Choice {
    Terms terms();

    /// Every target in it.
    Stream<Target> targets();

    /// The same with other targets.
    Choice map(UnaryOperator<Target> change);

    record One(Target target, Terms terms) implements Choice {
        public One(Target target) {
            this(target, Terms.PLAIN);
        }

        @Override
        public Stream<Target> targets() {
            return Stream.of(target);
        }

        @Override
        public Choice map(UnaryOperator<Target> change) {
            return new One(change.apply(target), terms);
        }
    }

    /// A group within a group.
    record Several(Group group, Terms terms) implements Choice {
        @Override
        public Stream<Target> targets() {
            return group.targets();
        }

        @Override
        public Choice map(UnaryOperator<Target> change) {
            return new Several(group.map(change), terms);
        }
    }
}
