package dev.weir.route;

import dev.weir.catalog.Conduct;
import dev.weir.catalog.Credential;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Strictness;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;
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
        /// @param back of an answer that crosses a bridge, else null
        record Ready(Post request, List<Loss> losses, Bridge.@Nullable Return back) implements Prepared {}

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
            case CROSS -> {
                switch (in.dialect().across()) {
                    case ClientDialect.Across.Chat chat -> cross(step, chat.codec(), codec(step), then);
                    case ClientDialect.Across.Bridged bridged -> then.accept(cross(step, bridged.bridge()));
                    case ClientDialect.Across.Never _ ->
                        throw new IllegalStateException(
                                "a plan takes the cross lane of " + in.dialect().id());
                }
            }
        }
    }

    private RequestHeaders headers(Step step) {
        return new RequestHeaders(
                step.headers(), in.probe().delivery() == Delivery.WHOLE ? ACCEPT_JSON : ACCEPT_STREAM);
    }

    private Prepared same(Step step) {
        RequestHeaders headers = headers(step).forward(in.headers());
        Asked.Sent sent = in.asked().sent();
        String path = sent != null && sent.path() != null
                ? sent.path()
                : in.dialect().bytes().path(step.target().model(), in.probe().delivery());
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
                byte[] value = in.dialect().bytes().modelValue(word, in.asked());
                byte[] renamed = BodyEdits.renamed(in.body(), named, value);
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

    private void cross(Step step, ClientCodec client, ProviderCodec codec, Consumer<Prepared> then) {
        if (decoded == null) {
            decoded = client.decode(in.body(), in.asked());
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
        RequestHeaders headers =
                step.door().dialect().equals(in.dialect().id()) ? headers(step).forward(in.headers()) : traced(step);
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

    private Prepared cross(Step step, Bridge bridge) {
        String model = step.target().model();
        return switch (bridge.cross(in.body(), in.asked(), step.door().dialect(), model)) {
            case Bridge.Crossing.Refused refused -> new Prepared.Refused(refused.failure());
            case Bridge.Crossing.Ready ready ->
                ready(
                        post(step, ready.path(), traced(step), ready.body(), Post.Form.JSON),
                        ready.losses(),
                        ready.back());
        };
    }

    private RequestHeaders traced(Step step) {
        String trace = in.headers().get("traceparent");
        return trace == null ? headers(step) : headers(step).forward(Map.of("traceparent", trace));
    }

    private Prepared ready(Step step, String path, RequestHeaders headers, byte[] body, List<Loss> losses) {
        Asked.Sent sent = in.asked().sent();
        Post.Form form = sent == null ? Post.Form.JSON : new Post.Form(sent.method(), sent.type());
        return ready(post(step, path, headers, body, form), losses, null);
    }

    private Prepared ready(Post post, List<Loss> losses, Bridge.@Nullable Return back) {
        return strictness == Strictness.STRICT && losses.stream().anyMatch(Loss::lossy)
                ? new Prepared.Lossy(losses)
                : new Prepared.Ready(post, losses, back);
    }

    private static Post post(Step step, String path, RequestHeaders headers, byte[] body, Post.Form form) {
        String model = step.target().model();
        String uri = step.door().target(path, model);
        if (step.door().credential() instanceof Credential.Query query) {
            uri += (uri.indexOf('?') < 0 ? "?" : "&") + query.name() + "="
                    + query.value().reveal();
        }
        Duration connect = step.deadlines().connect();
        return new Post(
                step.origin(), uri, headers.fixed(), headers.own(), body, connect == null ? CONNECT : connect, form);
    }
}
