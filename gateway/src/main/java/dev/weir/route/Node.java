package dev.weir.route;

import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Rates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A choice made ready for the clients of one dialect.
public sealed interface Node {
    Terms terms();

    /// For reasons.
    String name();

    /// @param known of its model, or null
    /// @param tariff of its model, or null
    record Leaf(
            Step step, @Nullable KnownModel known, @Nullable Tariff tariff, Terms terms) implements Node {
        Leaf(Step step, @Nullable KnownModel known, Terms terms) {
            this(
                    step,
                    known,
                    known == null ? null : Tariff.of(known.facts().prices().usual()),
                    terms);
        }

        @Override
        public String name() {
            return step.target().name();
        }

        Rates rates() {
            return known == null ? Rates.NONE : known.facts().prices().usual();
        }

        /// Where it answers, or null where nobody says.
        @Nullable
        String region() {
            String said = step.target().endpoint().region();
            return said != null || known == null ? said : known.facts().origin().region();
        }
    }

    record Branch(Group group, List<Node> nodes, Terms terms) implements Node {
        public Branch {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String name() {
            return group.name();
        }
    }
}
