package dev.weir.route;

import dev.weir.catalog.Conduct;
import dev.weir.catalog.Credential;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Strictness;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.RequestProbe;
import dev.weir.http.Post;
import dev.weir.provider.BodyEdits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes the upstream request of an attempt: the client's own bytes with the row's edits spliced in on the same lane,
/// a translation on the cross lane. The client's body is decoded once at most, and only when a cross lane needs it.
final class Dispatch {
    /// What became of the client's request.
    sealed interface Prepared {
        record Ready(Post request, List<Loss> losses) implements Prepared {}

        record Refused(Failure failure) implements Prepared {}

        /// The target would lose some of a strict request.
        record Lossy(List<Loss> losses) implements Prepared {}
    }

    private static final Map<String, String> ACCEPT_JSON = Map.of("accept", "application/json");
    private static final Map<String, String> ACCEPT_STREAM = Map.of("accept", "text/event-stream");
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final Inbound in;
    private final Map<String, ProviderCodec> codecs;
    private final Strictness strictness;
    private @Nullable Decoded decoded;

    Dispatch(Inbound in, Strictness strictness, Map<String, ProviderCodec> codecs) {
        this.in = in;
        this.strictness = strictness;
        this.codecs = codecs;
    }

    /// The codec of a step's dialect.
    ProviderCodec codec(Step step) {
        ProviderCodec codec = codecs.get(step.door().dialect());
        if (codec == null) {
            throw new IllegalStateException("no codec speaks " + step.door().dialect());
        }
        return codec;
    }

    /// @param then called once on the event loop, at once where nothing has to be looked up
    void prepare(Step step, Consumer<Prepared> then) {
        switch (step.lane()) {
            case SAME -> then.accept(same(step));
            case CROSS -> cross(step, codec(step), then);
        }
    }

    private RequestHeaders headers(Step step) {
        return new RequestHeaders(
                step.headers(), in.probe().delivery() == Delivery.WHOLE ? ACCEPT_JSON : ACCEPT_STREAM);
    }

    private Prepared same(Step step) {
        RequestHeaders headers = headers(step).forward(in.headers());
        String path =
                in.dialect().bytes().path(step.target().model(), in.probe().delivery());
        RequestProbe.Place named = in.probe().named();
        boolean inBody = in.dialect().bytes().modelPlace() == ByteLane.ModelPlace.BODY || named.from() >= 0;
        boolean rename = inBody && !in.probe().model().equals(step.target().model());
        String word = in.dialect().bytes().modelWord(step.target().model());
        boolean ask = in.probe().delivery() == Delivery.STREAM
                && step.door().surface().conduct().streamUsage() == Conduct.StreamUsage.ASK;
        if (!ask && step.edits().isEmpty()) {
            if (!rename) {
                return ready(step, path, headers, in.body(), List.of());
            }
            if (named.from() >= 0) {
                byte[] renamed = BodyEdits.renamed(in.body(), named, word);
                return ready(step, path, headers, renamed, List.of());
            }
        }
        BodyEdits edits = new BodyEdits(in.body());
        if (rename) {
            edits.model(word);
        }
        if (ask) {
            edits.askForUsage();
        }
        edits.apply(step.edits());
        return ready(step, path, headers, edits.body(), edits.changes());
    }

    private void cross(Step step, ProviderCodec codec, Consumer<Prepared> then) {
        if (decoded == null) {
            decoded = in.dialect().codec().decode(in.body(), in.asked());
        }
        switch (decoded) {
            case Decoded.Rejected rejected -> then.accept(new Prepared.Refused(rejected.failure()));
            case Decoded.Accepted(ChatRequest request) -> {
                Memory memory = in.memory();
                if (memory == null) {
                    then.accept(translate(step, codec, request, List.of()));
                } else {
                    memory.recall(
                            request,
                            step,
                            recalled -> then.accept(translate(step, codec, recalled.request(), recalled.added())));
                }
            }
        }
    }

    /// Across dialects only the trace of the client's headers goes on.
    private Prepared translate(Step step, ProviderCodec codec, ChatRequest request, List<Loss> added) {
        RequestHeaders headers = headers(step);
        String trace = in.headers().get("traceparent");
        if (step.door().dialect().equals(in.dialect().id())) {
            headers.forward(in.headers());
        } else if (trace != null) {
            headers.forward(Map.of("traceparent", trace));
        }
        Encoded encoded = codec.encode(request.withModel(step.target().model()), step.traits());
        headers.join(codec.headers(encoded.body()));
        String path = codec.path(step.target().model(), in.probe().delivery());
        byte[] body = Json.bytes(encoded.body());
        if (step.edits().isEmpty() && added.isEmpty()) {
            return ready(step, path, headers, body, encoded.losses());
        }
        BodyEdits edits = new BodyEdits(body).apply(step.edits());
        List<Loss> losses = new ArrayList<>(added);
        losses.addAll(encoded.losses());
        losses.addAll(edits.changes());
        return ready(step, path, headers, edits.body(), losses);
    }

    private Prepared ready(Step step, String path, RequestHeaders headers, byte[] body, List<Loss> losses) {
        if (strictness == Strictness.STRICT && losses.stream().anyMatch(Loss::lossy)) {
            return new Prepared.Lossy(losses);
        }
        String model = step.target().model();
        String uri = step.door().target(path, model);
        if (step.door().credential() instanceof Credential.Query query) {
            uri += (uri.indexOf('?') < 0 ? "?" : "&") + query.name() + "="
                    + query.value().reveal();
        }
        Duration connect = step.deadlines().connect();
        return new Prepared.Ready(
                new Post(step.origin(), uri, headers.fixed(), headers.own(), body, connect == null ? CONNECT : connect),
                losses);
    }
}
