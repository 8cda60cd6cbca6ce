package dev.weir.dialect.responses;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.OpenAiProbe;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.Ties;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI Responses on the byte lane: what must be known of a request and of its answer when nothing is translated.
public final class ResponsesByteLane implements ByteLane {
    private static final String NO_OBJECT = "The body of a request to the Responses API is a JSON object.";

    @Override
    public String dialect() {
        return ResponsesClientCodec.DIALECT;
    }

    /// What ties a body of this dialect to things that are kept, whatever else it is.
    ///
    /// @throws OpenAiRejection where something that ties it is said twice, or is no id
    public static Ties ties(byte[] body) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        TiesReader ties = new TiesReader(json, body);
        if (json.enterObject()) {
            while (json.next()) {
                ties.member();
            }
        }
        return ties.read();
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        try {
            return found(body);
        } catch (OpenAiRejection wrong) {
            return new RequestProbe.Rejected(wrong.failure());
        }
    }

    private static RequestProbe found(byte[] body) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            throw OpenAiProbe.unreadable(json, NO_OBJECT);
        }
        String model = null;
        RequestProbe.Place named = RequestProbe.Place.NOWHERE;
        boolean input = false;
        boolean stream = false;
        RequestProbe.Says says = RequestProbe.Says.NOTHING;
        TiesReader ties = new TiesReader(json, body);
        json.enterObject();
        while (json.next()) {
            if (json.nameIs("model")) {
                model = OpenAiProbe.model(json);
                named = new RequestProbe.Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs("stream")) {
                stream = OpenAiProbe.flag(json, "/stream");
            } else if (json.nameIs("tools")) {
                ties.member();
            } else if (json.nameIs("input") || json.nameIs("prompt")) {
                input |= json.kind() != JsonCursor.Kind.NULL;
                ties.member();
            } else if (ties.member()) {
                input |= json.kind() != JsonCursor.Kind.NULL;
            } else if (json.nameIs("models") || json.nameIs("provider") || json.nameIs("fallbacks")) {
                says = RequestProbe.Says.ROUTING;
            }
        }
        if (!json.complete()) {
            throw OpenAiProbe.unreadable(json, NO_OBJECT);
        }
        if (model == null) {
            throw OpenAiRejection.missing("/model");
        }
        if (!input) {
            throw Rejections.noInput();
        }
        return new RequestProbe.Found(
                model,
                stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE,
                SealWords.areIn(body) ? RequestProbe.Way.TRANSLATED : RequestProbe.Way.ANY,
                named,
                says,
                ties.read());
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.BODY;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/responses";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new ResponsesWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        ResponseGlance glance = new ResponseGlance(json);
        if (json.enterObject()) {
            glance.read();
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        if (glance.hasFailed()) {
            return new Look(OpenAiErrors.of(200, Headers.NONE, Json.readOrNull(body, 0, body.length)));
        }
        if (!glance.hasOutput()) {
            return new Look(new Failure.Broken("the provider's answer is no response: it has no output", 200));
        }
        glance.tell(body, delivered);
        if (delivered.isWholeWanted()) {
            delivered.whole(body);
        }
        return new Look(null);
    }

    /// The last word is an event with the whole response in it; a stream without it is not complete.
    @Override
    public void complete(ByteSink out) {
        // Nothing may follow response.completed.
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        fail(failure, new Delivered(), out);
    }

    @Override
    public void fail(Failure failure, Delivered delivered, ByteSink out) {
        ObjectNode response = Json.object();
        response.put("id", delivered.id());
        response.put("object", "response");
        response.put("created_at", delivered.created());
        response.put("model", delivered.model());
        response.putArray("output");
        FailedResponse.write(failure, delivered.nextSequence(), response, out);
    }

    @Override
    public void alive(ByteSink out) {
        out.ascii(": keep-alive\n\n");
    }
}
