package dev.weir.shape;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A caller's JSON Schema, ready to check answers. It is a stranger's: nothing outside of it is ever fetched, and its
/// size, its patterns and its references are bounded, so that no schema keeps an event loop busy.
final class SchemaCheck {
    private static final int MAX_SCHEMA = 200_000;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_ERRORS = 5;
    private static final int MAX_STEPS = 100_000;
    private static final int MAX_DEPTH = 500;
    private static final Set<String> UNBOUNDED = Set.of("$dynamicRef", "$recursiveRef");

    private final @Nullable Schema schema;
    private final String unusable;

    private SchemaCheck(@Nullable Schema schema, String unusable) {
        this.schema = schema;
        this.unusable = unusable;
    }

    /// Never throws: a schema that cannot be used says so when something is checked.
    static SchemaCheck of(JsonNode schema) {
        if (Json.bytes(schema).length > MAX_SCHEMA) {
            return new SchemaCheck(null, "it is larger than " + MAX_SCHEMA + " bytes.");
        }
        if (holds(schema, UNBOUNDED)) {
            return new SchemaCheck(null, "it refers dynamically.");
        }
        try {
            Schema read = registry().getSchema(schema);
            // Finds what is missing or malformed now, not at the first answer that gets there.
            read.validate(Json.object(), SchemaCheck::bound);
            return new SchemaCheck(read, "");
        } catch (SchemaException | ValidationLimitExceededException | IllegalArgumentException | StackOverflowError e) {
            return new SchemaCheck(null, words(e));
        }
    }

    Verdict verdict(JsonNode value, String text) {
        if (schema == null) {
            return new Verdict.Unusable(unusable);
        }
        if (text.length() > MAX_TEXT) {
            return new Verdict.Unusable("the answer is longer than " + MAX_TEXT + " characters.");
        }
        try {
            List<Error> errors = schema.validate(value, SchemaCheck::bound);
            return errors.isEmpty() ? new Verdict.Fits(text) : new Verdict.Misfit(words(errors));
        } catch (SchemaException | ValidationLimitExceededException | IllegalArgumentException | StackOverflowError e) {
            return new Verdict.Unusable(words(e));
        }
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaCacheEnabled(false)
                        .schemaLoader(
                                loader -> loader.fetchRemoteResources(false).block(_ -> true))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .regularExpressionFactory(BoundedPattern::of)
                                .build()));
    }

    private static void bound(ExecutionContext context) {
        context.executionConfig(config -> config.maxEvaluationSteps(MAX_STEPS).maxEvaluationDepth(MAX_DEPTH));
    }

    private static boolean holds(JsonNode node, Set<String> names) {
        for (String name : names) {
            if (node.has(name)) {
                return true;
            }
        }
        for (JsonNode inner : node) {
            if (holds(inner, names)) {
                return true;
            }
        }
        return false;
    }

    private static String words(List<Error> errors) {
        String some = errors.stream()
                .limit(MAX_ERRORS)
                .map(error -> (error.getInstanceLocation().toString().isEmpty()
                                ? "the value"
                                : error.getInstanceLocation().toString())
                        + " "
                        + error.getMessage())
                .collect(Collectors.joining("; "));
        return some + (errors.size() > MAX_ERRORS ? "; and " + (errors.size() - MAX_ERRORS) + " more." : ".");
    }

    private static String words(Throwable e) {
        String message = e.getMessage();
        return e instanceof StackOverflowError
                ? "it refers to itself without end."
                : message == null ? e.toString() : message;
    }
}
