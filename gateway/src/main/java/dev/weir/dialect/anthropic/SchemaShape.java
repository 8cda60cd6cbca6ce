package dev.weir.dialect.anthropic;

import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Shapes a JSON Schema into the part of the language that Anthropic compiles into a grammar, for structured output and
/// strict tools.
///
/// Every object closes itself (`additionalProperties: false`); `oneOf` is `anyOf`; a list of types is one branch each;
/// bounds of numbers, lengths, patterns and unknown formats are refused by the API, and go as words into the
/// description, as the official SDKs do it (`lib/_parse/_transform.py` of the Python SDK).
final class SchemaShape {
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final Set<String> KEPT =
            Set.of("type", "$ref", "title", "description", "enum", "const", "default", "required");
    private static final Set<String> VARIANTS = Set.of("anyOf", "oneOf", "allOf");
    private static final Set<String> DEFINITIONS = Set.of("$defs", "definitions");

    private final Losses losses;

    SchemaShape(Losses losses) {
        this.losses = losses;
    }

    /// @param at JSON pointer of the schema in the caller's request
    JsonNode shape(JsonNode schema, String at) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        if (object.get("type") instanceof ArrayNode types && !types.isEmpty()) {
            return branches(object, types, at);
        }
        ObjectNode out = Json.object();
        List<String> words = new ArrayList<>();
        boolean isObject = isObject(object);
        if (isObject && !object.has("type")) {
            out.put("type", "object");
            losses.added(at + "/type", "`object`, for a schema with properties");
        }
        object.forEachEntry((name, value) -> {
            String path = Losses.below(at, name);
            if (KEPT.contains(name)) {
                out.set(name, value);
            } else if (VARIANTS.contains(name) && value instanceof ArrayNode variants) {
                variants(out, name, variants, path);
            } else if (DEFINITIONS.contains(name) || name.equals("properties")) {
                out.set(name, each(value, path));
            } else if (name.equals("items")) {
                out.set(name, shape(value, path));
            } else if (!isStructural(name) && !fits(name, value)) {
                words.add(name + ": " + (value.isString() ? value.stringValue() : Json.text(value)));
                losses.coerced(path, "Anthropic does not enforce `" + name + "`: it stands in the description");
            } else if (!isStructural(name)) {
                out.set(name, value);
            }
        });
        if (isObject) {
            close(out, object.get("additionalProperties"), at);
        }
        describe(out, words);
        return out;
    }

    private static boolean isObject(ObjectNode schema) {
        JsonNode type = schema.get("type");
        return type == null
                ? schema.has("properties") && !schema.has("$ref")
                : type.isString() && type.stringValue().equals("object");
    }

    /// Names that the shape itself decides or that say nothing to a model.
    private static boolean isStructural(String name) {
        return name.equals("additionalProperties") || name.equals("$schema") || name.equals("$id");
    }

    private static boolean fits(String name, JsonNode value) {
        return switch (name) {
            case "format" -> value.isString() && FORMATS.contains(value.stringValue());
            case "minItems" -> value.isIntegralNumber() && (value.intValue() == 0 || value.intValue() == 1);
            default -> false;
        };
    }

    private void close(ObjectNode out, @Nullable JsonNode before, String at) {
        String path = at + "/additionalProperties";
        if (before == null) {
            losses.added(path, "`false`, which Anthropic demands of every object");
        } else if (!before.isBoolean() || before.booleanValue()) {
            losses.coerced(path, "Anthropic takes only objects without further properties");
        }
        if (!out.has("properties")) {
            out.set("properties", Json.object());
        }
        out.put("additionalProperties", false);
    }

    private void variants(ObjectNode out, String name, ArrayNode variants, String path) {
        ArrayNode shaped = Json.array();
        for (int i = 0; i < variants.size(); i++) {
            shaped.add(shape(variants.get(i), path + "/" + i));
        }
        if (name.equals("oneOf")) {
            losses.coerced(path, "`oneOf` goes as `anyOf`");
        }
        out.set(name.equals("oneOf") ? "anyOf" : name, shaped);
    }

    private JsonNode each(JsonNode schemas, String path) {
        if (!(schemas instanceof ObjectNode object)) {
            return schemas;
        }
        ObjectNode out = Json.object();
        object.forEachEntry((name, schema) -> out.set(name, shape(schema, Losses.below(path, name))));
        return out;
    }

    /// `type: [a, b]` as a branch for each type. What describes the whole stays outside the branches; a literal goes to
    /// all of them.
    private JsonNode branches(ObjectNode schema, ArrayNode types, String at) {
        losses.renamed(at + "/type", "a list of types goes as `anyOf`");
        ObjectNode out = Json.object();
        ArrayNode branches = Json.array();
        for (JsonNode type : types) {
            ObjectNode branch = schema.deepCopy();
            branch.remove(List.of("title", "description", "default", "$defs", "definitions"));
            branch.set("type", type);
            boolean isNull = type.isString() && type.stringValue().equals("null");
            branches.add(isNull ? Json.object().put("type", "null") : shape(branch, at));
        }
        out.set("anyOf", branches);
        for (String name : List.of("title", "description", "default")) {
            if (schema.has(name)) {
                out.set(name, schema.get(name));
            }
        }
        for (String name : DEFINITIONS) {
            if (schema.has(name)) {
                out.set(name, each(schema.get(name), Losses.below(at, name)));
            }
        }
        return out;
    }

    private static void describe(ObjectNode out, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        JsonNode before = out.get("description");
        String said = before != null && before.isString() ? before.stringValue() + "\n\n" : "";
        out.put("description", said + "{" + String.join(", ", words) + "}");
    }
}
