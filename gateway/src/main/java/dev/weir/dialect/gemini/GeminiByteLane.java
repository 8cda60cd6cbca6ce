package dev.weir.dialect.gemini;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.Legs;
import dev.weir.dialect.RequestProbe;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gemini on the byte lane: what must be known of a request and of its answer when nothing is translated.
///
/// The model stands in the path, so that another name for it leaves the body as it came, but where the body names it
/// once more.
public final class GeminiByteLane implements ByteLane {
    @Override
    public String dialect() {
        return GeminiProviderCodec.DIALECT;
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        return RequestLook.probe(body, asked, null);
    }

    /// Gemini has many spellings of it.
    @Override
    public boolean maySayShape(byte[] body) {
        return true;
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.PATH;
    }

    @Override
    public String modelWord(String model) {
        return "models/" + model;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return ModelPath.of(model, delivery);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return ErrorReader.failure(status, headers, Json.readOrNull(body, 0, body.length));
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new GeminiWatch(delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        GeminiWatch watch = new GeminiWatch(delivered);
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean list = json.enterArray() && json.next();
        Sight sight = list ? watch.look(body, json.valueFrom(), json.valueTo()) : watch.look(body, 0, body.length);
        return new Look(
                switch (sight) {
                    case Sight.Failed failed -> failed.failure();
                    case Sight.Invalid _ -> new Failure.Broken("the provider's answer is not valid JSON", 200);
                    case Sight.Content _, Sight.Leg _ -> null;
                    case Sight.Pass _, Sight.Drop _, Sight.Last _ ->
                        watch.hasCandidates()
                                ? null
                                : new Failure.Broken("the provider's answer holds no candidate", 200);
                });
    }

    /// The end of the input is all the end that there is.
    @Override
    public void complete(ByteSink out) {}

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.ascii("data: ");
        out.write(Json.bytes(GeminiErrorReply.body(failure)));
        out.ascii("\n\n");
    }

    /// Google's SDKs stumble over comments; blank lines they skip.
    @Override
    public void alive(ByteSink out) {
        out.ascii("\n\n");
    }

    @Override
    public @Nullable Legs legs(Map<String, String> headers) {
        return GeminiLegs.areAskedForBy(headers) ? null : GeminiLegs.LEGS;
    }

    @Override
    public void passLeg(Frame frame, ByteSink out) {
        GeminiLegs.pass(frame, out);
    }

    /// Some hosts behind this dialect write what its SDKs cannot read: comments, event names, data without a space. Of
    /// such a frame the payload goes on, in the form that Google itself writes.
    @Override
    public void pass(Frame frame, ByteSink out) {
        if (PlainFrames.isPlain(frame)) {
            ByteLane.super.pass(frame, out);
        } else if (frame.isSilent()) {
            alive(out);
        } else {
            PlainFrames.write(frame, out);
        }
    }
}
