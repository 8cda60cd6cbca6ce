package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.RequestProbe.Place;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Multipart;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The byte lane of an endpoint that is forwarded: a JSON object or a form that names its model, and an answer that may
/// be JSON, a text, events, or sound.
public final class ForwardLane implements ByteLane {
    private final Forward forward;

    public ForwardLane(Forward forward) {
        this.forward = forward;
    }

    @Override
    public String dialect() {
        return forward.dialect();
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        Asked.Sent sent = asked.sent();
        return sent != null && sent.type() != null ? form(body, sent.type()) : json(body);
    }

    private RequestProbe json(byte[] body) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        String model = null;
        Place named = Place.NOWHERE;
        boolean stream = false;
        boolean object = json.enterObject();
        while (object && json.next()) {
            if (json.nameIs("model") && json.kind() != JsonCursor.Kind.NULL) {
                if (!json.isNonEmptyString()) {
                    return rejected("Invalid type for 'model': expected a string of at least one letter.", "model");
                }
                if (model != null) {
                    return rejected("The model is named twice. Name it once.", "model");
                }
                model = json.string();
                named = new Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs("stream")) {
                stream = json.kind() == JsonCursor.Kind.TRUE;
            } else if (json.nameIs("stream_format")) {
                stream |= json.stringIs("sse");
            }
        }
        if (!object || !json.complete()) {
            return rejected(
                    "The body of a request to " + forward.path() + " is a JSON object, and this is none. Let a JSON"
                            + " library or an SDK write it, and send it as application/json.",
                    null);
        }
        return found(model, named, stream);
    }

    private RequestProbe form(byte[] body, String type) {
        String model = null;
        Place named = Place.NOWHERE;
        boolean stream = false;
        try {
            for (Multipart.Part part : Multipart.parts(body, type)) {
                if (part.name().equals("model")) {
                    if (model != null || part.file()) {
                        return rejected("The form names its model twice, or as a file. Name it once.", "model");
                    }
                    model = part.text(body);
                    named = new Place(part.from(), part.to());
                } else if (part.name().equals("stream")) {
                    stream = part.text(body).equalsIgnoreCase("true");
                }
            }
        } catch (Multipart.Malformed e) {
            return rejected(
                    "The form cannot be read: " + e.getMessage() + ". Let an SDK or an HTTP library write it.", null);
        }
        return found(model, named, stream);
    }

    private RequestProbe found(@Nullable String model, Place named, boolean stream) {
        String wanted = model == null || model.isBlank() ? forward.usual() : model;
        if (wanted == null) {
            return rejected(
                    "You must provide a model parameter, for example \"model\": \"openai/gpt-image-1\". This gateway"
                            + " chooses the provider by it.",
                    "model");
        }
        if (wanted.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return rejected("The model's name holds a control character.", "model");
        }
        return new RequestProbe.Found(
                wanted,
                stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE,
                Way.ANY,
                model == null ? Place.NOWHERE : named);
    }

    private static RequestProbe rejected(String message, @Nullable String param) {
        return new RequestProbe.Rejected(new Failure.BadRequest(message, param, null));
    }

    /// Where the request names no model, none is put in.
    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.PATH;
    }

    /// Quotes stand around it in JSON alone: which it is, is told by the place.
    @Override
    public byte[] modelValue(String word, Asked asked) {
        Asked.Sent sent = asked.sent();
        return sent != null && sent.type() != null
                ? word.getBytes(StandardCharsets.UTF_8)
                : ByteLane.super.modelValue(word, asked);
    }

    @Override
    public String path(String model, Delivery delivery) {
        return forward.below();
    }

    @Override
    public Taking taking(Delivery delivery, @Nullable String type) {
        return byType(type);
    }

    /// JSON and texts are held, events go through as events, all else as it comes.
    static Taking byType(@Nullable String type) {
        if (type == null) {
            return Taking.WHOLE;
        }
        String word = type.toLowerCase(Locale.ROOT);
        if (word.startsWith("text/event-stream")) {
            return Taking.EVENTS;
        }
        return word.contains("json") || word.startsWith("text/") ? Taking.WHOLE : Taking.BYTES;
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new MediaWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        return look(body, delivered);
    }

    /// A text is what it is; of JSON, the usage is read, and whether it is an error.
    static Look look(byte[] body, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        if (!json.enterObject()) {
            return new Look(null);
        }
        while (json.next()) {
            if (json.nameIs("error") && json.kind() == JsonCursor.Kind.OBJECT) {
                return new Look(OpenAiErrors.of(200, Headers.NONE, Json.readOrNull(body, 0, body.length)));
            }
            usage(json, body, delivered);
        }
        return json.complete()
                ? new Look(null)
                : new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
    }

    /// Reads the usage of an answer, if it is JSON and says any.
    static void meter(byte[] body, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean object = json.enterObject();
        while (object && json.next()) {
            usage(json, body, delivered);
        }
    }

    private static void usage(JsonCursor json, byte[] body, Delivered delivered) {
        if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
            int from = json.valueFrom();
            JsonNode block = Json.readOrNull(body, from, json.valueTo());
            var read = block == null ? null : PlainUsage.read(block);
            if (read != null) {
                delivered.meter(read);
            }
        }
    }

    /// The end of the input is all the end that there is.
    @Override
    public void complete(ByteSink out) {}

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.ascii("data: ");
        out.write(Json.bytes(OpenAiErrorReply.body(failure, forward.input())));
        out.ascii("\n\n");
    }

    @Override
    public void alive(ByteSink out) {
        out.ascii(": keep-alive\n\n");
    }
}
