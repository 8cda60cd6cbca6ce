package dev.weir.dialect.forward;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Headers;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.WholeLane;
import org.jspecify.annotations.Nullable;

/// The byte lane of what is asked of a provider and not of a model: the path says all, and the body is nobody's affair.
///
/// @param dialect that a provider must speak
public record PlaceLane(String dialect) implements WholeLane {
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
        return type == null || type.contains("json") ? Taking.WHOLE : Taking.BYTES;
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
        AnswerLook.meter(body, delivered);
        return new Look(null);
    }
}
