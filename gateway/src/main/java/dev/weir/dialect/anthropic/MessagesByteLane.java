package dev.weir.dialect.anthropic;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.GoogleFiles;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.ThingWalk;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic Messages on the byte lane: what must be known of a request and of its answer when nothing is translated.
public final class MessagesByteLane implements ByteLane {
    /// Where a request names things. What a provider's own tools brought is an object in `content`, and names none that
    /// are read again.
    static final Map<String, ThingWalk.Word> WORDS = ThingWalk.words(Map.of(
            "messages", ThingWalk.Word.ALONG,
            "system", ThingWalk.Word.LIST,
            "content", ThingWalk.Word.LIST,
            "source", ThingWalk.Word.ALONG,
            "url", ThingWalk.Word.ADDRESS,
            "thread", ThingWalk.Word.THREAD));

    private static final byte[] STOP =
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String dialect() {
        return MessagesProviderCodec.DIALECT;
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        try {
            return found(body);
        } catch (Rejection rejection) {
            return new RequestProbe.Rejected(rejection.failure());
        }
    }

    private static RequestProbe found(byte[] body) {
        JsonCursor json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
        boolean tied = false;
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            throw unreadable(json);
        }
        String model = null;
        RequestProbe.Place named = RequestProbe.Place.NOWHERE;
        boolean messages = false;
        boolean stream = false;
        RequestProbe.Says says = RequestProbe.Says.NOTHING;
        json.enterObject();
        while (json.next()) {
            if (json.nameIs("model")) {
                model = model(json);
                named = new RequestProbe.Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs("messages")) {
                messages = json.kind() != JsonCursor.Kind.NULL;
            } else if (json.nameIs("stream")) {
                stream = isTrue(json);
            } else if (json.nameIs("models") || json.nameIs("provider")) {
                says = RequestProbe.Says.ROUTING;
            } else {
                tied |= json.nameIs("container") || json.nameIs("thread") || ThingWalk.mayName(json);
            }
        }
        if (!json.complete()) {
            throw unreadable(json);
        }
        if (model == null) {
            throw Rejection.missing("model");
        }
        if (!messages) {
            throw Rejection.missing("messages");
        }
        boolean names = tied || json.hasSighted() || GoogleFiles.mayBeIn(json, body);
        return new RequestProbe.Found(
                model,
                stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE,
                Envelope.isIn(body) ? RequestProbe.Way.TRANSLATED : RequestProbe.Way.ANY,
                named,
                says,
                names ? ThingWalk.ties(body, WORDS) : null);
    }

    private static Rejection unreadable(JsonCursor json) {
        return json.kind() == JsonCursor.Kind.BROKEN
                ? new Rejection(
                        "",
                        "The request body is not valid JSON: it breaks at byte " + json.brokenAt()
                                + ". Let a JSON library or an SDK write it.")
                : new Rejection("", "The request body is not a JSON object: Input should be a valid dictionary");
    }

    private static @Nullable String model(JsonCursor json) {
        return switch (json.kind()) {
            case STRING -> json.isNonEmptyString() ? json.string() : null;
            case NULL, BROKEN -> null;
            case OBJECT, ARRAY, NUMBER, TRUE, FALSE -> throw new Rejection("model", "Input should be a valid string");
        };
    }

    private static boolean isTrue(JsonCursor json) {
        return switch (json.kind()) {
            case TRUE -> true;
            case FALSE, NULL, BROKEN -> false;
            case STRING, OBJECT, ARRAY, NUMBER -> throw new Rejection("stream", "Input should be a valid boolean");
        };
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.BODY;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/messages";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return Errors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new MessagesWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        String id = null;
        String model = null;
        String reason = null;
        String sequence = null;
        boolean content = false;
        boolean made = false;
        ObjectNode usage = null;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("error") && json.kind() == JsonCursor.Kind.OBJECT) {
                    return new Look(Errors.read(200, Headers.NONE, body));
                } else if (json.nameIs("content")) {
                    content = json.kind() == JsonCursor.Kind.ARRAY;
                } else if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                    usage = MessagesWatch.object(body, json);
                } else if (json.nameIs("id") && json.isNonEmptyString()) {
                    id = json.string();
                } else if (json.nameIs("model") && json.isNonEmptyString()) {
                    model = json.string();
                } else if (json.nameIs("stop_reason") && json.isNonEmptyString()) {
                    reason = json.string();
                } else if (json.nameIs("stop_sequence") && json.isNonEmptyString()) {
                    sequence = json.string();
                } else if (json.nameIs("container")) {
                    made |= json.kind() == JsonCursor.Kind.OBJECT;
                }
            }
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        if (!content) {
            return new Look(new Failure.Broken("the provider's answer is no message: it has no content", 200));
        }
        delivered.begin(new Head(id, model, null));
        if (made) {
            MadeThings.tell(body, 0, body.length, delivered);
        }
        if (usage != null) {
            MessagesWatch.meter(usage, delivered);
        }
        delivered.finish(StopReason.finish(reason, sequence, null));
        return new Look(null);
    }

    @Override
    public void complete(ByteSink out) {
        out.write(STOP);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        MessagesErrorReply.event(failure, out);
    }

    @Override
    public void alive(ByteSink out) {
        out.ascii("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    }

    @Override
    public FrameReader reader(int limit, @Nullable String type) {
        return InvokeReader.reads(type) ? new InvokeReader(limit) : reader(limit);
    }

    /// Clouds refuse in words of their own.
    @Override
    public boolean saysError(byte[] body) {
        JsonNode error = Json.readOrNull(body, 0, body.length);
        return error != null && error.path("error").path("type").isString();
    }

    /// Python's and Node's SDK drop an event without its `event:` line, as some hosts behind this dialect write it:
    /// such a frame is told its name.
    @Override
    public void pass(Frame frame, ByteSink out) {
        String type = frame.name() == null && !frame.isSilent() ? type(frame) : null;
        if (type == null) {
            ByteLane.super.pass(frame, out);
        } else {
            MessageEvents.named(type, frame, out);
        }
    }

    /// What a frame says that it is, or null where it does not.
    private static @Nullable String type(Frame frame) {
        JsonCursor json = new JsonCursor(frame.data(), frame.from(), frame.to());
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("type") && json.isNonEmptyString()) {
                    return json.string();
                }
            }
        }
        return null;
    }
}
