package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Units;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.RequestProbe.Place;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Multipart;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The byte lane of an endpoint that is forwarded: a JSON object or a form that names its model, and an answer that may
/// be JSON, a text, events, or sound.
public final class ForwardLane implements ByteLane {
    /// Where a picture that is edited is named by its file.
    private static final Map<String, ThingWalk.Word> WORDS = Map.of(
            "images", ThingWalk.Word.ALONG,
            "image", ThingWalk.Word.ALONG,
            "mask", ThingWalk.Word.ALONG,
            "file_id", ThingWalk.Word.FILE);

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
        JsonCursor json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
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
        return found(model, named, stream, json.hasSighted() ? ThingWalk.ties(body, WORDS) : null);
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
        return found(model, named, stream, null);
    }

    private RequestProbe found(@Nullable String model, Place named, boolean stream, @Nullable Ties ties) {
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
                model == null ? Place.NOWHERE : named,
                RequestProbe.Says.NOTHING,
                ties);
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
        return new MediaWatch(forward.written(), delivered);
    }

    @Override
    public boolean isRepeatable() {
        return forward.isRepeatable();
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        return new AnswerLook(body, forward.written(), delivered).look();
    }

    @Override
    public void count(byte[] request, Asked asked, Delivered delivered) {
        switch (forward.written()) {
            case TEXT -> {}
            case SOUND -> {
                String spoken = said(request, asked, forward.input());
                delivered.count(delivered.units().spoken(spoken.codePointCount(0, spoken.length())));
            }
            case PICTURES -> {
                Units units = delivered.units();
                if (units.pictures().kind() == null) {
                    String kind = AnswerLook.kind(said(request, asked, "quality"), said(request, asked, "size"));
                    delivered.count(units.made(units.pictures().made(), kind));
                }
            }
        }
    }

    /// A text of the request, or "".
    private static String said(byte[] request, Asked asked, String name) {
        Asked.Sent sent = asked.sent();
        if (sent == null || sent.type() == null) {
            JsonNode body = Json.readOrNull(request, 0, request.length);
            return body == null ? "" : body.path(name).asString("");
        }
        try {
            for (Multipart.Part part : Multipart.parts(request, sent.type())) {
                if (part.name().equals(name) && !part.file()) {
                    return part.text(request);
                }
            }
            return "";
        } catch (Multipart.Malformed e) {
            throw new IllegalStateException("the form was read before", e);
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
