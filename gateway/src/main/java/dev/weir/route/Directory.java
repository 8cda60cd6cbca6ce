package dev.weir.route;

import dev.weir.catalog.Endpoint;
import dev.weir.catalog.KnownModel;
import dev.weir.chat.Traits;
import dev.weir.dialect.ListedModel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What model names mean under one configuration.
public interface Directory {
    Resolution resolve(String model);

    /// What a target's model can.
    Traits traits(Target target);

    /// What is known of a target's model.
    Optional<KnownModel> known(Target target);

    /// The providers that speak one of these dialects.
    Serving serving(Collection<String> dialects);

    /// The same model at other providers.
    List<Target> elsewhere(Target target);

    /// Whether this is the name of a provider, switched on or not.
    boolean isProvider(String name);

    /// The provider that somebody who misspelt it may have meant.
    Optional<String> likeProvider(String name);

    /// The models that callers may be told of, virtual ones first.
    List<ListedModel> models();

    /// Who can do something.
    ///
    /// @param on endpoints of this configuration
    /// @param off names of providers that are known and not switched on
    record Serving(List<Endpoint> on, List<String> off) {
        public Serving {
            on = List.copyOf(on);
            off = List.copyOf(off);
        }
    }

    /// What a name means.
    sealed interface Resolution {
        /// @param how the name was understood, for the receipt
        /// @param sort that the name asks for, or null
        record Found(
                VirtualModel model, String how, @Nullable Sort sort) implements Resolution {
            /// A name that means one target.
            static Found one(Target target, String how) {
                return new Found(VirtualModel.plain(target), how, null);
            }

            public List<Target> targets() {
                return model.targets();
            }
        }

        /// @param hint what the caller may have meant, a sentence
        record Unknown(String hint) implements Resolution {}
    }
}
