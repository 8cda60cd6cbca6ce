package dev.weir.shape;

import dev.weir.dialect.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;

/// What an answer's text must be.
sealed interface Form {
    /// Checks a JSON value.
    ///
    /// @param text that the value was read from
    Verdict verdict(JsonNode value, String text);

    /// Whether the value is an object or a list, so that it can be told from words round it.
    boolean isBracketed();

    /// Checks a whole text: as it is, else the first object or list in it.
    default Verdict verdict(String text) {
        JsonNode value = Json.readOrNull(text.strip());
        if (value != null && !value.isMissingNode()) {
            return verdict(value, text);
        }
        if (isBracketed()) {
            String span = new JsonSpan().feed(text);
            JsonNode inner = Json.readOrNull(span);
            if (inner != null && !inner.isMissingNode()) {
                return verdict(inner, span);
            }
        }
        return new Verdict.Misfit(text.isBlank() ? "it is empty." : "it is not JSON.");
    }

    /// Any JSON object.
    record AnyObject() implements Form {
        @Override
        public Verdict verdict(JsonNode value, String text) {
            return value.isObject() ? new Verdict.Fits(text) : new Verdict.Misfit("it is JSON, but no object.");
        }

        @Override
        public boolean isBracketed() {
            return true;
        }
    }

    /// What a JSON Schema says. The schema is made ready on a thread of its own while the model thinks: the first one
    /// of a process loads the validator, which takes longer than an event loop may wait.
    record Schema(JsonNode schema, CompletableFuture<SchemaCheck> check) implements Form {
        static Schema of(JsonNode schema) {
            return new Schema(
                    schema,
                    CompletableFuture.supplyAsync(
                            () -> SchemaCheck.of(schema),
                            task -> Thread.ofVirtual().name("weir-schema").start(task)));
        }

        @Override
        public Verdict verdict(JsonNode value, String text) {
            try {
                return check.join().verdict(value, text);
            } catch (CompletionException e) {
                return new Verdict.Unusable(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public boolean isBracketed() {
            String type = schema.path("type").asString("object");
            return type.equals("object") || type.equals("array");
        }
    }
}
