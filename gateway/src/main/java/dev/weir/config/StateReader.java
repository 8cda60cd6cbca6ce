package dev.weir.config;

import dev.weir.vault.Terms;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what is kept between requests: `storage` and `vault`.
final class StateReader {
    private static final String OFF = "off";

    private final Values values;

    StateReader(Values values) {
        this.values = values;
    }

    State read(Section root) {
        var storage = root.section("storage");
        storage.expect(Set.of("size", "memory"), Map.of());
        var vault = root.section("vault");
        vault.expect(Set.of("responses", "reasoning", "conversations", "entry"), Map.of());
        var usual = State.USUAL;
        return new State(
                values.bytes(storage, "size", usual.fileBytes(), 1L << 40),
                values.bytes(storage, "memory", usual.memoryBytes(), 1L << 30),
                new Terms(
                        term(vault, "responses", usual.terms().responses()),
                        term(vault, "reasoning", usual.terms().reasoning()),
                        term(vault, "conversations", usual.terms().conversations()),
                        (int) values.bytes(vault, "entry", usual.terms().mostBytes(), 64 << 20)));
    }

    private @Nullable Duration term(Section vault, String key, @Nullable Duration usual) {
        var text = vault.text(key);
        if (text == null) {
            return usual;
        }
        return text.value().equals(OFF) ? null : values.duration(vault, key);
    }
}
