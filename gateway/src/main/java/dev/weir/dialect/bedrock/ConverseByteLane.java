package dev.weir.dialect.bedrock;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.ThingWalk;
import dev.weir.wire.ByteSink;
import dev.weir.wire.EventStreamReader;
import dev.weir.wire.EventStreamWriter;
import dev.weir.wire.FrameReader;
import dev.weir.wire.JsonCursor;
import java.util.Map;

/// Converse on the byte lane. The model stands in the path, and streams are binary messages.
public final class ConverseByteLane implements ByteLane {
    private static final EventStreamWriter ALIVE = EventStreamWriter.event("weirKeepAlive");
    private static final byte[] NOTHING = {'{', '}'};
    private static final String ADDITIONAL = "additionalModelRequestFields";

    /// Where a request may name something that another vendor keeps.
    private static final Map<String, ThingWalk.Word> WORDS =
            ThingWalk.words(Map.of(ADDITIONAL, ThingWalk.Word.ALONG, "toolConfig", ThingWalk.Word.ALONG));

    @Override
    public String dialect() {
        return ConverseProviderCodec.DIALECT;
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        JsonCursor json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
        boolean names = false;
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            return new RequestProbe.Rejected(Rejection.noObject());
        }
        json.enterObject();
        while (json.next()) {
            if (json.nameIs("messages") && json.kind() != JsonCursor.Kind.ARRAY) {
                return new RequestProbe.Rejected(new Rejection("/messages", "it must be a list").failure());
            }
            names |= json.nameIs(ADDITIONAL) || ThingWalk.mayName(json);
        }
        if (!json.complete()) {
            return new RequestProbe.Rejected(new Failure.BadRequest(
                    "Invalid request: the body is not valid JSON at byte " + json.brokenAt() + ".",
                    null,
                    "validation"));
        }
        String model = asked.model();
        Delivery delivery = asked.delivery();
        return new RequestProbe.Found(
                model == null ? "" : model,
                delivery == null ? Delivery.WHOLE : delivery,
                RequestProbe.Way.ANY,
                RequestProbe.Place.NOWHERE,
                RequestProbe.Says.NOTHING,
                names || json.hasSighted() ? ThingWalk.ties(body, WORDS) : null);
    }

    /// It has a place for Claude's alone.
    @Override
    public boolean carriesSeals() {
        return false;
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.PATH;
    }

    @Override
    public FrameReader reader(int limit) {
        return new EventStreamReader(limit);
    }

    @Override
    public String path(String model, Delivery delivery) {
        return ConverseProviderCodec.pathOf(model, delivery == Delivery.WHOLE ? "converse" : "converse-stream");
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return BedrockErrors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new ConverseWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        return new Look(ConverseWatch.look(body, delivered));
    }

    /// Behind the last message nothing is missing.
    @Override
    public void complete(ByteSink out) {}

    @Override
    public void fail(Failure failure, ByteSink out) {
        ConverseErrorReply.write(failure, out);
    }

    /// AWS' SDKs pass over events that they do not know.
    @Override
    public void alive(ByteSink out) {
        ALIVE.write(NOTHING, out);
    }
}
