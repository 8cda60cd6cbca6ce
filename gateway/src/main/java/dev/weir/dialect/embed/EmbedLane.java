package dev.weir.dialect.embed;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.RequestProbe.Place;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.dialect.WholeLane;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Vectors on the byte lane.
final class EmbedLane implements WholeLane {
    private final Embeddings kind;

    EmbedLane(Embeddings kind) {
        this.kind = kind;
    }

    @Override
    public String dialect() {
        return kind.dialect();
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        String model = null;
        Place named = Place.NOWHERE;
        Way way = Way.ANY;
        boolean object = json.enterObject();
        while (object && json.next()) {
            if (json.nameIs("model") && json.isNonEmptyString()) {
                if (model != null) {
                    return rejected("The model is named twice. Name it once.", "model");
                }
                model = json.string();
                named = new Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs("requests")) {
                // Each names the model once more, and every name must be changed.
                way = Way.TRANSLATED;
            }
        }
        if (!object || !json.complete()) {
            return rejected(
                    "The body of a request for embeddings is a JSON object, and this is none. Let a JSON library or an"
                            + " SDK write it, and send it as application/json.",
                    null);
        }
        String wanted = asked.model() == null ? model : asked.model();
        if (wanted == null || wanted.isEmpty()) {
            return rejected(
                    "You must provide a model parameter, for example \"model\": \"openai/text-embedding-3-small\".",
                    "model");
        }
        return new RequestProbe.Found(wanted, Delivery.WHOLE, way, named);
    }

    private static RequestProbe rejected(String message, @Nullable String param) {
        return new RequestProbe.Rejected(new Failure.BadRequest(message, param, null));
    }

    @Override
    public String modelWord(String model) {
        return kind.isGoogles() && !model.startsWith("models/") ? "models/" + model : model;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return kind.below(model);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean vectors = false;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("error") && json.kind() == JsonCursor.Kind.OBJECT) {
                    return new Look(OpenAiErrors.of(200, Headers.NONE, Json.readOrNull(body, 0, body.length)));
                } else if (json.nameIs("data") || json.nameIs("embeddings") || json.nameIs("embedding")) {
                    vectors = true;
                } else if (json.nameIs("usage") || json.nameIs("usageMetadata") || json.nameIs("meta")) {
                    meter(body, json.valueFrom(), json.valueTo(), delivered);
                }
            }
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        return new Look(vectors ? null : new Failure.Broken("the provider's answer holds no vectors", 200));
    }

    private static void meter(byte[] body, int from, int to, Delivered delivered) {
        JsonNode block = from < 0 || to < from ? null : Json.readOrNull(body, from, to);
        if (block != null) {
            JsonNode counts = block.has("billed_units") ? block.path("billed_units") : block;
            PlainUsage.meter(counts, PlainUsage.Written.TEXT, delivered);
        }
    }
}
