package dev.weir.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What all requests have in common that keep to one choice of a group.
public sealed interface Sticky {
    Sticky TO_NOTHING = new Nothing();

    /// The mark of a request, or null where it has none and goes anywhere.
    @Nullable
    String mark(Facts facts);

    /// For reasons.
    String word();

    record Nothing() implements Sticky {
        @Override
        public String word() {
            return "request";
        }

        @Override
        public @Nullable String mark(Facts facts) {
            return null;
        }
    }

    /// The same conversation, by its first words: what a provider's prompt cache holds of it stays of use.
    record Conversation() implements Sticky {
        @Override
        public String word() {
            return "conversation";
        }

        @Override
        public @Nullable String mark(Facts facts) {
            String opening = facts.opening();
            return opening.isEmpty() ? null : opening;
        }
    }

    /// The same caller.
    record Key() implements Sticky {
        @Override
        public String word() {
            return "caller";
        }

        @Override
        public @Nullable String mark(Facts facts) {
            return facts.key();
        }
    }

    /// The same value of a header.
    record Header(String name) implements Sticky {
        public Header {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String word() {
            return "value of " + name;
        }

        @Override
        public @Nullable String mark(Facts facts) {
            return facts.headers().get(name);
        }
    }
}
