package dev.weir.dialect.cohere;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.GoogleFiles;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.ThingWalk;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Cohere's Chat on the byte lane.
public final class CohereByteLane implements ByteLane {
    /// Where a request may name something that another vendor keeps: Cohere keeps nothing that a chat could name.
    private static final Map<String, ThingWalk.Word> WORDS = ThingWalk.words(Map.of(
            "messages", ThingWalk.Word.ALONG,
            "content", ThingWalk.Word.LIST,
            "image_url", ThingWalk.Word.ADDRESS,
            "url", ThingWalk.Word.ADDRESS));

    @Override
    public String dialect() {
        return CohereProviderCodec.DIALECT;
    }

    /// Its thoughts have no place for any.
    @Override
    public boolean carriesSeals() {
        return false;
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        JsonCursor json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            return rejected("the body must be a JSON object", null);
        }
        String model = null;
        RequestProbe.Place named = RequestProbe.Place.NOWHERE;
        boolean messages = false;
        boolean stream = false;
        boolean names = false;
        json.enterObject();
        while (json.next()) {
            if (json.nameIs("model")) {
                model = json.isNonEmptyString() ? json.string() : null;
                named = new RequestProbe.Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs("messages")) {
                messages = json.kind() == JsonCursor.Kind.ARRAY;
            } else if (json.nameIs("stream")) {
                stream = json.kind() == JsonCursor.Kind.TRUE;
            } else {
                names |= ThingWalk.mayName(json);
            }
        }
        if (!json.complete()) {
            return rejected("the body is not valid JSON at byte " + json.brokenAt(), null);
        }
        if (model == null) {
            return rejected("model must be named, as a string", "model");
        }
        if (!messages) {
            return rejected("messages must be a list", "messages");
        }
        return new RequestProbe.Found(
                model,
                stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE,
                RequestProbe.Way.ANY,
                named,
                RequestProbe.Says.NOTHING,
                names || json.hasSighted() || GoogleFiles.mayBeIn(json, body) ? ThingWalk.ties(body, WORDS) : null);
    }

    private static RequestProbe rejected(String sentence, @Nullable String param) {
        return new RequestProbe.Rejected(new Failure.BadRequest("invalid request: " + sentence, param, null));
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.BODY;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/chat";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return CohereErrors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new CohereWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        String id = null;
        String finish = null;
        boolean message = false;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("message")) {
                    message = json.kind() == JsonCursor.Kind.OBJECT;
                } else if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                    meter(Json.readOrNull(body, json.valueFrom(), json.valueTo()), delivered);
                } else if (json.nameIs("id") && json.isNonEmptyString()) {
                    id = json.string();
                } else if (json.nameIs("finish_reason") && json.isNonEmptyString()) {
                    finish = json.string();
                }
            }
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        if (!message) {
            return new Look(CohereErrors.inside(Json.readOrNull(body, 0, body.length)));
        }
        delivered.begin(new Head(id, null, null));
        delivered.finish(new Finish(FinishWords.read(finish), finish, null, Extras.NONE));
        return new Look(FinishWords.failure(finish, null));
    }

    static void meter(@Nullable JsonNode usage, Delivered delivered) {
        Usage read = UsageReader.read(usage);
        if (read != null) {
            delivered.meter(read);
        }
    }

    /// A stream is whole at its last event alone, behind which nothing is missing.
    @Override
    public void complete(ByteSink out) {}

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.ascii(
                "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":");
        out.json(failure.message()).ascii("}}\n\n");
    }

    @Override
    public void alive(ByteSink out) {
        out.ascii(": keep-alive\n\n");
    }
}
