package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.dialect.ByteLane.Look;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.PlainUsage.Written;
import dev.weir.wire.JsonCursor;
import tools.jackson.databind.JsonNode;

/// A look at a whole answer of what is forwarded: whether it is an error, and what it took. A text is what it is.
final class AnswerLook {
    private static final String USUAL_QUALITY = "standard";
    private static final String USUAL_SIZE = "1024x1024";

    private final byte[] body;
    private final Written written;
    private final Delivered delivered;
    private String quality = "";
    private String size = "";
    private long pictures;

    AnswerLook(byte[] body, Written written, Delivered delivered) {
        this.body = body;
        this.written = written;
        this.delivered = delivered;
    }

    /// How price lists name pictures of a quality and a size; what OpenAI makes where neither is said.
    static String kind(String quality, String size) {
        return (quality.isEmpty() ? USUAL_QUALITY : quality) + " " + (size.isEmpty() ? USUAL_SIZE : size);
    }

    Look look() {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        if (!json.enterObject()) {
            return new Look(null);
        }
        while (json.next()) {
            if (json.nameIs("error") && json.kind() == JsonCursor.Kind.OBJECT) {
                return new Look(OpenAiErrors.of(200, Headers.NONE, Json.readOrNull(body, 0, body.length)));
            }
            member(json);
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        if (pictures > 0) {
            String kind = quality.isEmpty() && size.isEmpty() ? null : kind(quality, size);
            delivered.count(delivered.units().made(pictures, kind));
        }
        return new Look(null);
    }

    private void member(JsonCursor json) {
        if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
            meter(json);
        } else if (written == Written.PICTURES) {
            if (json.nameIs("data") && json.enterArray()) {
                while (json.next()) {
                    pictures++;
                }
            } else if (json.nameIs("quality") && json.isNonEmptyString()) {
                quality = json.string();
            } else if (json.nameIs("size") && json.isNonEmptyString()) {
                size = json.string();
            }
        } else if (json.nameIs("duration") && delivered.units().millis() == 0) {
            JsonNode seconds = Json.readOrNull(body, json.valueFrom(), valueTo(json));
            if (seconds != null && seconds.isNumber()) {
                delivered.count(delivered.units().heard(PlainUsage.millis(seconds)));
            }
        }
    }

    private void meter(JsonCursor json) {
        JsonNode block = Json.readOrNull(body, json.valueFrom(), valueTo(json));
        if (block != null) {
            PlainUsage.meter(block, written, delivered);
        }
    }

    private static int valueTo(JsonCursor json) {
        json.skip();
        return json.valueTo();
    }

    /// Reads the usage of an answer, if it is JSON and says any; nothing else of it.
    static void meter(byte[] body, Delivered delivered) {
        AnswerLook look = new AnswerLook(body, Written.TEXT, delivered);
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean object = json.enterObject();
        while (object && json.next()) {
            if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                look.meter(json);
            }
        }
    }
}
