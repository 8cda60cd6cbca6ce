package dev.weir.dialect.rerank;

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

/// A ranking on the byte lane.
final class RankLane implements WholeLane {
    private final Rerank kind;

    RankLane(Rerank kind) {
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
        boolean object = json.enterObject();
        while (object && json.next()) {
            if (json.nameIs("model") && json.isNonEmptyString()) {
                if (model != null) {
                    return rejected("The model is named twice. Name it once.", "model");
                }
                model = json.string();
                named = new Place(json.valueFrom(), json.valueTo());
            }
        }
        if (!object || !json.complete()) {
            return rejected("The body of a request for a ranking is a JSON object, and this is none.", null);
        }
        return model == null
                ? rejected(
                        "You must provide a model parameter, for example \"model\": \"cohere/rerank-v3.5\".", "model")
                : new RequestProbe.Found(model, Delivery.WHOLE, Way.ANY, named);
    }

    private static RequestProbe rejected(String message, @Nullable String param) {
        return new RequestProbe.Rejected(new Failure.BadRequest(message, param, null));
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/rerank";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonNode node = Json.readOrNull(body, 0, body.length);
        if (node == null || !node.isObject()) {
            return new Look(new Failure.Broken("the provider's answer is not a JSON object", 200));
        }
        if (node.path("error").isObject()) {
            return new Look(OpenAiErrors.of(200, Headers.NONE, node));
        }
        if (!node.path("results").isArray()) {
            return new Look(new Failure.Broken("the provider's answer has no results", 200));
        }
        JsonNode usage = node.path("usage");
        PlainUsage.meter(node.path("meta").path("billed_units"), PlainUsage.Written.TEXT, delivered);
        PlainUsage.meter(usage, PlainUsage.Written.TEXT, delivered);
        return new Look(null);
    }
}
