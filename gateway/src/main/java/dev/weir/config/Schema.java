package dev.weir.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The JSON Schema of the configuration file, for editors.
public final class Schema {
    private Schema() {}

    public static String text() {
        try (var stream = Objects.requireNonNull(Schema.class.getResourceAsStream("/weir.schema.json"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
