package dev.weir.sim;

import dev.weir.wire.Multipart;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an endpoint beside conversations is asked: a JSON object or a form, with checks that throw what the services
/// answer.
///
/// @param body a form's texts stand in it as strings, those of `name[]` as a list
/// @param uploads the files of a form, by name
record Order(Inbound in, JsonNode body, Map<String, List<Upload>> uploads, String requestId) {

    /// A file of a form.
    record Upload(String filename, Buffer content) {}

    /// Reads a request.
    static Order read(Inbound in, Buffer body, String requestId) {
        String type = in.header("content-type").orElse("");
        if (!Multipart.isForm(type)) {
            JsonNode json = body.length() == 0 ? Json.object() : Front.json(body);
            if (!json.isObject()) {
                throw Problem.invalid("The body of the request must be a JSON object.")
                        .rejected();
            }
            return new Order(in, json, Map.of(), requestId);
        }
        ObjectNode fields = Json.object();
        Map<String, List<Upload>> uploads = new LinkedHashMap<>();
        byte[] bytes = body.getBytes();
        try {
            for (Multipart.Part part : Multipart.parts(bytes, type)) {
                String name = part.name().replace("[]", "");
                String filename = part.filename();
                if (filename != null) {
                    uploads.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(new Upload(filename, body.getBuffer(part.from(), part.to())));
                } else if (part.name().endsWith("[]")) {
                    fields.withArray(name).add(part.text(bytes));
                } else {
                    fields.put(name, part.text(bytes));
                }
            }
        } catch (Multipart.Malformed malformed) {
            throw Problem.invalid("Could not parse multipart form: " + malformed.getMessage())
                    .rejected();
        }
        return new Order(in, fields, uploads, requestId);
    }

    /// Refuses fields that the service does not know.
    void only(Behaviour behaviour, Collection<String> known) {
        if (behaviour.ways().unknown() == Behaviour.Unknown.REFUSE) {
            for (String field : body.propertyNames()) {
                if (!known.contains(field)) {
                    throw Problem.invalid(
                                    field, "unknown_parameter", "Unrecognized request argument supplied: " + field)
                            .rejected();
                }
            }
        }
    }

    JsonNode required(String name) {
        JsonNode value = body.path(name);
        if (!Json.given(value)) {
            throw missing(name);
        }
        return value;
    }

    private static Problem.Rejected missing(String name) {
        return Problem.invalid(name, "missing_required_parameter", "Missing required parameter: '" + name + "'.")
                .rejected();
    }

    /// A text that must be there and hold something.
    String text(String name) {
        JsonNode value = required(name);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw wrong(name, "expected a string with a minimum length of 1.");
        }
        return value.stringValue();
    }

    /// A word of a few, the first where none is given.
    String choice(String name, String... words) {
        JsonNode value = body.path(name);
        if (!Json.given(value)) {
            return words[0];
        }
        if (!value.isString() || !List.of(words).contains(value.stringValue())) {
            throw wrong(name, "supported values are " + String.join(", ", words) + ".");
        }
        return value.stringValue();
    }

    /// A whole number within bounds; in a form it is written in digits.
    Optional<Integer> number(String name, int least, int most) {
        JsonNode value = body.path(name);
        if (value.isString() && value.stringValue().matches("[0-9]{1,9}")) {
            value = Json.object().put(name, Integer.parseInt(value.stringValue()));
            return Optional.of(Check.number(value, name, least, most).getAsInt());
        }
        var number = Check.number(body, name, least, most);
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    boolean flag(String name) {
        JsonNode value = body.path(name);
        return value.isBoolean() ? value.booleanValue() : value.asString("").equals("true");
    }

    /// A list that must hold something and at most so much.
    ArrayNode list(String name, int most) {
        if (!(required(name) instanceof ArrayNode list) || list.isEmpty() || list.size() > most) {
            throw wrong(name, "expected an array of 1 to " + most + " elements.");
        }
        return list;
    }

    /// A list of texts that must hold something and at most so much.
    List<String> texts(String name, int most) {
        List<String> out = new ArrayList<>();
        for (JsonNode each : list(name, most)) {
            if (!each.isString()) {
                throw wrong(name + "[" + out.size() + "]", "expected a string.");
            }
            out.add(each.stringValue());
        }
        return out;
    }

    List<Upload> files(String name) {
        List<Upload> found = uploads.get(name);
        if (found == null) {
            throw missing(name);
        }
        return found;
    }

    static Problem.Rejected wrong(String name, String expected) {
        return Problem.invalid(name, "invalid_value", "Invalid value for '" + name + "': " + expected)
                .rejected();
    }
}
