package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Gemini's own `Schema` (a piece of OpenAPI 3.0) as JSON Schema: types in lower case, `nullable` as the type
/// `null`, bounds that protobuf writes as strings as numbers, the properties in the order that `propertyOrdering` asks
/// for. What it does not know stays as it is.
final class SchemaReader {
    private static final Set<String> WHOLE =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");
    private static final Map<String, String> CAMEL = Stream.concat(
                    WHOLE.stream(), Stream.of("anyOf", "prefixItems", "propertyOrdering", "additionalProperties"))
            .collect(Collectors.toUnmodifiableMap(Spelling::snake, name -> name));

    private SchemaReader() {}

    static JsonNode jsonSchema(JsonNode schema) {
        return schema instanceof ObjectNode object ? object(object) : schema;
    }

    private static ObjectNode object(ObjectNode schema) {
        ObjectNode out = Json.object();
        boolean nullable = false;
        List<String> order = List.of();
        for (var field : schema.properties()) {
            String name = CAMEL.getOrDefault(field.getKey(), field.getKey());
            JsonNode value = field.getValue();
            switch (name) {
                case "nullable" -> nullable = value.isBoolean() && value.booleanValue();
                case "propertyOrdering" -> order = texts(value);
                case "type" -> type(value, out);
                case "format" -> {
                    // A string with an `enum` needs no word for it in JSON Schema.
                    if (!value.isString() || !value.stringValue().equals("enum")) {
                        out.set(name, value);
                    }
                }
                case "properties", "defs", "$defs", "definitions" -> out.set(name, members(value));
                case "items", "additionalProperties" -> out.set(name, jsonSchema(value));
                case "anyOf", "prefixItems" -> out.set(name, elements(value));
                default -> out.set(name, WHOLE.contains(name) ? number(value) : value);
            }
        }
        order(out, order);
        if (nullable) {
            nullable(out);
        }
        return out;
    }

    private static void type(JsonNode value, ObjectNode out) {
        if (!value.isString()) {
            out.set("type", value);
        } else if (!value.stringValue().equals("TYPE_UNSPECIFIED")) {
            out.put("type", value.stringValue().toLowerCase(Locale.ROOT));
        }
    }

    private static JsonNode number(JsonNode value) {
        JsonNode read = value.isString() ? Json.readOrNull(value.stringValue()) : null;
        return read != null && read.isNumber() ? read : value;
    }

    private static JsonNode members(JsonNode members) {
        if (!members.isObject()) {
            return members;
        }
        ObjectNode out = Json.object();
        members.forEachEntry((name, schema) -> out.set(name, jsonSchema(schema)));
        return out;
    }

    private static JsonNode elements(JsonNode elements) {
        if (!elements.isArray()) {
            return elements;
        }
        ArrayNode out = Json.array();
        elements.forEach(schema -> out.add(jsonSchema(schema)));
        return out;
    }

    private static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        list.forEach(text -> out.add(text.asString("")));
        return out;
    }

    private static void order(ObjectNode schema, List<String> order) {
        if (order.isEmpty() || !(schema.get("properties") instanceof ObjectNode properties)) {
            return;
        }
        ObjectNode sorted = Json.object();
        for (String name : order) {
            JsonNode property = properties.get(name);
            if (property != null) {
                sorted.set(name, property);
            }
        }
        properties.forEachEntry(sorted::putIfAbsent);
        schema.set("properties", sorted);
    }

    private static void nullable(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type != null && type.isString()) {
            schema.set("type", Json.array().add(type).add("null"));
            if (schema.get("enum") instanceof ArrayNode values) {
                schema.set("enum", values.deepCopy().addNull());
            }
        } else if (schema.get("anyOf") instanceof ArrayNode any) {
            any.add(Json.object().put("type", "null"));
        }
    }
}
