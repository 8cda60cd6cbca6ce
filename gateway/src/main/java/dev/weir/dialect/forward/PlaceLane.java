package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.WholeLane;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The byte lane of what is asked of a provider and not of a model: the path says all, and the body is nobody's affair.
///
/// @param dialect that a provider must speak
/// @param meter what of an answer's usage is this request's
/// @param ears who hears what goes through as it comes, or null
public record PlaceLane(
        String dialect, Meter meter, @Nullable Function<Delivered, Ear> ears) implements WholeLane {
    private static final String BATCH = "batch";
    private static final Set<String> OVER = Set.of("completed", "failed", "expired", "cancelled");

    /// Of which nobody hears what goes through as it comes.
    public PlaceLane(String dialect, Meter meter) {
        this(dialect, meter, null);
    }

    /// When the usage that an answer tells is counted.
    public enum Meter {
        ALWAYS,
        /// Once the batch that it tells of has come to its end, by whoever claims it.
        ENDED,
        /// It was counted before, or there is none.
        NEVER
    }

    /// Whether a thing has come to its end.
    public static boolean isOver(JsonNode thing) {
        return OVER.contains(thing.path("status").asString(""));
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        String model = asked.model();
        if (model == null) {
            throw new IllegalArgumentException("it was not said who is asked");
        }
        return new RequestProbe.Found(model, Delivery.WHOLE);
    }

    @Override
    public Taking taking(Delivery delivery, @Nullable String type) {
        // Lists of results, a line each, have no bounds.
        boolean lines = type != null && type.contains("jsonl");
        return !lines && (type == null || type.contains("json")) ? Taking.WHOLE : Taking.BYTES;
    }

    @Override
    public @Nullable Ear ear(Delivered delivered) {
        return ears == null ? null : ears.apply(delivered);
    }

    @Override
    public String path(String model, Delivery delivery) {
        throw new IllegalStateException("the request brings its path");
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        // An `error` inside is the thing's own (a batch, a job), not the answer's.
        switch (meter) {
            case ALWAYS -> AnswerLook.meter(body, delivered);
            case ENDED -> {
                JsonNode thing = Json.readOrNull(body, 0, body.length);
                if (thing != null && isOver(thing)) {
                    ended(thing, body, delivered);
                }
            }
            case NEVER -> {}
        }
        return new Look(null);
    }

    /// All requests of a batch are of the one model that it names.
    private static void ended(JsonNode batch, byte[] body, Delivered delivered) {
        Delivered own = new Delivered();
        AnswerLook.meter(body, own);
        if (own.usage() != null) {
            delivered.begin(new Head(
                    batch.path("id").asString(null), batch.path("model").asString(null), null));
            delivered.due(own.usage().servedIn(BATCH));
        }
    }
}
