package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.RequestProbe.Place;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;

/// A look at a request's body. The path says all that must be known; that the body is a request at all is checked, so
/// that nobody is asked in vain. A body may name its model once more, as `models/{model}`.
final class RequestLook {
    private final JsonCursor json;
    private boolean contents;
    private Place named = Place.NOWHERE;

    private RequestLook(byte[] body) {
        this.json = new JsonCursor(body, 0, body.length);
    }

    /// @param inner member that may hold the request instead, or null
    static RequestProbe probe(byte[] body, Asked asked, @Nullable String inner) {
        String model = asked.model();
        Delivery delivery = asked.delivery();
        if (model == null || model.isEmpty() || delivery == null) {
            return rejected(Wrong.request("/model", "unexpected model name format"));
        }
        RequestLook look = new RequestLook(body);
        boolean object = look.json.kind() == JsonCursor.Kind.OBJECT;
        look.request(inner);
        if (!look.json.complete()) {
            return rejected(Wrong.noJson());
        }
        if (!object) {
            return rejected(Wrong.noObject());
        }
        if (!look.contents) {
            return rejected(Wrong.noContents());
        }
        return new RequestProbe.Found(model, delivery, SealEnvelope.isIn(body) ? Way.TRANSLATED : Way.ANY, look.named);
    }

    private static RequestProbe rejected(Wrong wrong) {
        return new RequestProbe.Rejected(wrong.failure());
    }

    private void request(@Nullable String inner) {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (json.nameIs("contents")) {
                contents |= json.kind() != JsonCursor.Kind.NULL;
            } else if (json.nameIs("model") && json.kind() == JsonCursor.Kind.STRING) {
                named = new Place(json.valueFrom(), json.valueTo());
            } else if (inner != null && (json.nameIs(inner) || json.nameIs(Spelling.snake(inner)))) {
                request(null);
            }
        }
    }
}
