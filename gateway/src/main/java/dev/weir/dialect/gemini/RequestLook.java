package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.RequestProbe.Place;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import dev.weir.wire.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A look at a request's body. The path says all that must be known; that the body is a request at all is checked, so
/// that nobody is asked in vain. A body may name its model once more, as `models/{model}`.
final class RequestLook {
    /// Where a request names things, in both spellings.
    private static final Map<String, ThingWalk.Word> WORDS = ThingWalk.words(Map.ofEntries(
            Map.entry("generateContentRequest", ThingWalk.Word.ALONG),
            Map.entry("generate_content_request", ThingWalk.Word.ALONG),
            Map.entry("contents", ThingWalk.Word.ALONG),
            Map.entry("systemInstruction", ThingWalk.Word.ALONG),
            Map.entry("system_instruction", ThingWalk.Word.ALONG),
            Map.entry("parts", ThingWalk.Word.ALONG),
            Map.entry("functionResponse", ThingWalk.Word.ALONG),
            Map.entry("function_response", ThingWalk.Word.ALONG),
            Map.entry("fileData", ThingWalk.Word.ALONG),
            Map.entry("file_data", ThingWalk.Word.ALONG),
            Map.entry("fileUri", ThingWalk.Word.FILE_ADDRESS),
            Map.entry("file_uri", ThingWalk.Word.FILE_ADDRESS),
            Map.entry(GeminiLegs.TOKEN, ThingWalk.Word.LEG),
            Map.entry("continuation_token", ThingWalk.Word.LEG)));

    private final JsonCursor json;
    private boolean contents;
    private boolean builds;
    private Place named = Place.NOWHERE;

    private RequestLook(byte[] body) {
        this.json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
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
        return new RequestProbe.Found(
                model,
                delivery,
                SealEnvelope.isIn(body) ? Way.TRANSLATED : Way.ANY,
                look.named,
                RequestProbe.Says.NOTHING,
                look.builds || look.json.hasSighted() ? ties(body) : null);
    }

    /// What ties a request to things at an account, or null.
    static @Nullable Ties ties(byte[] body) {
        return ThingWalk.ties(body, WORDS);
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
            } else if (json.nameIs(GeminiLegs.TOKEN) || json.nameIs("continuation_token") || ThingWalk.mayName(json)) {
                builds = true;
            } else if (inner != null && (json.nameIs(inner) || json.nameIs(Spelling.snake(inner)))) {
                request(null);
            }
        }
    }
}
