package dev.weir.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers of a request, as far as routing may look at them.
public interface Heads {
    /// The first value of a header, by lower-case name.
    @Nullable
    String get(String name);

    /// Whether any header is addressed to the gateway: `x-weir-…`.
    boolean speakToWeir();

    /// All by lower-case name, without credentials.
    Map<String, String> all();

    /// Of whoever sends none.
    Heads NONE = new Heads() {
        @Override
        public @Nullable String get(String name) {
            return null;
        }

        @Override
        public boolean speakToWeir() {
            return false;
        }

        @Override
        public Map<String, String> all() {
            return Map.of();
        }
    };
}
