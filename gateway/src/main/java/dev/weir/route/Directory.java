package dev.weir.route;

import dev.weir.catalog.KnownModel;
import dev.weir.chat.Strictness;
import dev.weir.chat.Traits;
import dev.weir.dialect.ListedModel;
import dev.weir.flow.Deadlines;
import java.util.List;
import java.util.Optional;

/// What model names mean under one configuration.
public interface Directory {
    Resolution resolve(String model);

    /// What a target's model can.
    Traits traits(Target target);

    /// What is known of a target's model.
    Optional<KnownModel> known(Target target);

    /// The models that callers may be told of, virtual ones first.
    List<ListedModel> models();

    /// What a name means.
    sealed interface Resolution {
        /// @param how the name was understood, for the receipt
        record Found(
                List<Target> targets, Deadlines deadlines, Strictness strictness, String how, Resilience resilience)
                implements Resolution {
            public Found {
                targets = List.copyOf(targets);
            }
        }

        /// @param hint what the caller may have meant, a sentence
        record Unknown(String hint) implements Resolution {}
    }
}
