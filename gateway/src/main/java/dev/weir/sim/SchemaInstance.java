package dev.weir.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A small JSON value that satisfies a JSON Schema, or Gemini's variant of one; patterns are not looked at.
final class SchemaInstance {

    private static final int DEEPEST = 12;

    private final JsonNode root;
    private final Dice dice;

    private SchemaInstance(JsonNode root, Dice dice) {
        this.root = root;
        this.dice = dice;
    }

    static JsonNode of(JsonNode schema, Dice dice) {
        return new SchemaInstance(schema, dice).value(schema, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (depth > DEEPEST || !schema.isObject()) {
            return JsonNodeFactory.instance.stringNode("deep");
        }
        if (schema.has("$ref")) {
            return value(resolve(schema.path("$ref").stringValue("")), depth + 1);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(dice.below(schema.path("enum").size()));
        }
        for (String union : List.of("anyOf", "oneOf", "any_of")) {
            if (schema.path(union).size() > 0) {
                return value(branch(schema.path(union)), depth + 1);
            }
        }
        if (schema.path("allOf").size() > 0) {
            return value(merged(schema), depth + 1);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> list(schema, depth);
            case "integer" -> JsonNodeFactory.instance.numberNode((long) Math.ceil(number(schema, 1)));
            case "number" -> JsonNodeFactory.instance.numberNode(number(schema, 0.5));
            case "boolean" -> JsonNodeFactory.instance.booleanNode(dice.below(2) == 1);
            case "null" -> JsonNodeFactory.instance.nullNode();
            default -> JsonNodeFactory.instance.stringNode(string(schema));
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (!each.stringValue("").equals("null")) {
                    return each.stringValue("").toLowerCase(Locale.ROOT);
                }
            }
        }
        if (type.isString()) {
            return type.stringValue().toLowerCase(Locale.ROOT);
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        JsonNode properties = schema.path("properties");
        List<String> names = new ArrayList<>();
        schema.path("required").forEach(name -> names.add(name.stringValue("")));
        if (names.isEmpty() && depth < 3) {
            names.addAll(properties.propertyNames());
        }
        for (String name : names) {
            object.set(name, value(properties.path(name), depth + 1));
        }
        return object;
    }

    private ArrayNode list(JsonNode schema, int depth) {
        ArrayNode list = Json.array();
        int least = Json.either(schema, "minItems").asInt(depth < 6 ? 1 : 0);
        int most = Json.either(schema, "maxItems").asInt(Integer.MAX_VALUE);
        JsonNode prefix = schema.path("prefixItems");
        IntStream.range(0, Math.min(Math.max(least, prefix.size()), most))
                .forEach(i -> list.add(value(i < prefix.size() ? prefix.get(i) : items(schema), depth + 1)));
        return list;
    }

    private static JsonNode items(JsonNode schema) {
        JsonNode items = schema.path("items");
        return items.isObject() ? items : Json.object().put("type", "string");
    }

    private double number(JsonNode schema, double step) {
        double least =
                schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(-step) + step);
        double most =
                schema.path("maximum").asDouble(schema.path("exclusiveMaximum").asDouble(least + 100) - step);
        double multiple = schema.path("multipleOf").asDouble(step);
        int steps = (int) Math.clamp((most - least) / multiple, 0, 50);
        double value = least + dice.below(steps + 1) * multiple;
        return Json.given(schema.path("multipleOf")) ? Math.ceil(value / multiple) * multiple : value;
    }

    private String string(JsonNode schema) {
        String text = switch (schema.path("format").stringValue("")) {
            case "date" -> "2026-01-02";
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "time" -> "03:04:05Z";
            case "duration" -> "PT1H";
            case "email" -> "lorem@example.com";
            case "uri", "url" -> "https://example.com/lorem";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            case "hostname" -> "example.com";
            default -> dice.prose(3).replace(".", "").toLowerCase(Locale.ROOT);
        };
        int least = Json.either(schema, "minLength").asInt(0);
        int most = Json.either(schema, "maxLength").asInt(Integer.MAX_VALUE);
        String padded = text.length() < least ? text + "x".repeat(Math.min(least, 100_000) - text.length()) : text;
        return padded.length() > most ? padded.substring(0, most) : padded;
    }

    /// The first branch that is not null.
    private JsonNode branch(JsonNode union) {
        for (JsonNode each : union) {
            if (!type(each).equals("null")) {
                return each;
            }
        }
        return union.get(0);
    }

    private ObjectNode merged(JsonNode schema) {
        ObjectNode merged = Json.object();
        ObjectNode properties = Json.object();
        ArrayNode required = Json.array();
        List<JsonNode> parts = new ArrayList<>();
        schema.path("allOf").forEach(parts::add);
        parts.add(schema);
        for (JsonNode part : parts) {
            JsonNode whole = part.has("$ref") ? resolve(part.path("$ref").stringValue("")) : part;
            whole.forEachEntry((name, value) -> {
                switch (name) {
                    case "allOf" -> {}
                    case "properties" -> value.forEachEntry(properties::set);
                    case "required" -> value.forEach(required::add);
                    default -> merged.set(name, value);
                }
            });
        }
        if (!properties.isEmpty()) {
            merged.set("properties", properties);
        }
        if (!required.isEmpty()) {
            merged.set("required", required);
        }
        return merged;
    }

    private JsonNode resolve(String ref) {
        return ref.equals("#") ? root : root.at(ref.replaceFirst("^#", ""));
    }
}
