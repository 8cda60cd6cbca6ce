package dev.weir.route;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

    /// Of a request that might be sent, or was.
    static Heads of(Map<String, String> headers) {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new Heads() {
            @Override
            public @Nullable String get(String name) {
                return lower.get(name);
            }

            @Override
            public boolean speakToWeir() {
                return lower.keySet().stream().anyMatch(name -> name.startsWith("x-weir-"));
            }

            @Override
            public Map<String, String> all() {
                return lower;
            }
        };
    }

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
