package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the services have beside conversations: vectors, rankings, moderations, pictures, sound, files, batches.
/// Behaviours and faults are those of conversations.
final class Annex {
    private final Realm realm;
    private final OpenAi chat;

    Annex(Realm realm, OpenAi chat) {
        this.realm = realm;
        this.chat = chat;
    }

    /// All models of these endpoints.
    static List<String> models() {
        return Stream.of(
                        Vectors.MODELS,
                        Vectors.COHERE,
                        Vectors.GEMINI,
                        Ranker.MODELS,
                        Media.MODERATORS,
                        Media.PAINTERS,
                        Media.SPEAKERS,
                        Media.LISTENERS)
                .flatMap(List::stream)
                .toList();
    }

    /// One endpoint.
    ///
    /// @param usual model of a request that names none, or "" where it must name one
    /// @param models that it has
    private record Endpoint(String usual, List<String> models, Work work) {}

    /// What an endpoint does.
    @FunctionalInterface
    interface Work {
        /// @throws Problem.Rejected when the service would refuse the request
        Reply answer(Order order, ModelName model, Behaviour behaviour);
    }

    /// A request for one of them, or nothing where the path is none.
    ///
    /// @throws Problem.Rejected when the service would refuse the request
    Optional<Dialect.Turn> read(String method, Inbound in, Buffer body, String requestId) {
        if (FileShelf.isAt(in.path())) {
            Order order = Order.read(in, body, requestId);
            Behaviour behaviour = ModelName.parse("").behaviour(realm.world().behaviour(), in.sim());
            return Optional.of(new Errand(in.path(), behaviour, () -> new Files(realm, chat, order).answer(method)));
        }
        Optional<Endpoint> found = method.equals("POST") ? endpoint(in.path()) : Optional.empty();
        return found.map(endpoint -> {
            Order order = Order.read(in, body, requestId);
            ModelName model = model(endpoint, order);
            Behaviour behaviour = model.behaviour(realm.world().behaviour(), in.sim());
            return new Errand(model.sent(), behaviour, () -> endpoint.work().answer(order, model, behaviour));
        });
    }

    private Optional<Endpoint> endpoint(String path) {
        Media media = new Media(realm);
        return Optional.ofNullable(
                switch (path) {
                    case "/v1/embeddings" -> new Endpoint("", Vectors.MODELS, Vectors::openAi);
                    case "/v2/embed" -> new Endpoint("", Vectors.COHERE, Vectors::cohere);
                    case "/v1/rerank" -> new Endpoint("", Ranker.MODELS, Ranker::first);
                    case "/v2/rerank" -> new Endpoint("", Ranker.MODELS, Ranker::cohere);
                    case "/v1/moderations" ->
                        new Endpoint("omni-moderation-latest", Media.MODERATORS, media::moderations);
                    case "/v1/images/generations" -> new Endpoint("image-sim", Media.PAINTERS, media::pictures);
                    case "/v1/images/edits", "/v1/images/variations" ->
                        new Endpoint("image-sim", Media.PAINTERS, media::edits);
                    case "/v1/audio/speech" -> new Endpoint("", Media.SPEAKERS, media::speech);
                    case "/v1/audio/transcriptions", "/v1/audio/translations" ->
                        new Endpoint("", Media.LISTENERS, media::transcript);
                    default ->
                        path.endsWith(":embedContent") || path.endsWith(":batchEmbedContents")
                                ? new Endpoint("", Vectors.GEMINI, Vectors::gemini)
                                : null;
                });
    }

    private ModelName model(Endpoint endpoint, Order order) {
        String path = order.in().path();
        boolean google = path.indexOf(':') > 0;
        String named = google
                ? Gemini.Target.parse(path).model()
                : order.body().path("model").asString(endpoint.usual());
        ModelName model = ModelName.parse(named.isEmpty() ? order.text("model") : named);
        if (!model.known(endpoint.models(), realm.world().models())) {
            throw (google
                            ? Gemini.noModel(Gemini.Target.parse(path))
                            : path.startsWith("/v2/")
                                    ? Cohere.noModel(model.sent(), endpoint.models())
                                    : OpenAi.noModel(model.sent(), endpoint.models()))
                    .rejected();
        }
        return model;
    }

    /// A request whose answer is not made from a conversation.
    private record Errand(String model, Behaviour behaviour, Supplier<Reply> work) implements Dialect.Turn {
        @Override
        public Prompt prompt() {
            Transcript transcript = new Transcript();
            transcript.turn(Transcript.Who.USER);
            return new Prompt(
                    transcript.end(),
                    new Prompt.Offer(List.of(), new Prompt.Choice.Never(), 1, false),
                    new Prompt.Form.Prose(),
                    new Prompt.Bounds(OptionalInt.empty(), List.of(), 1, OptionalLong.empty()),
                    Prompt.Thinking.OFF);
        }

        /// What the author wrote is not looked at, but for the hole of an answer that is to be huge.
        @Override
        public Reply write(List<Answer> answers) {
            boolean hole = answers.getFirst().pieces().stream()
                    .anyMatch(piece ->
                            piece instanceof Piece.Text text && text.text().equals(Frame.Stencil.HOLE));
            if (hole) {
                throw Problem.invalid("The fault 'huge' is for conversations.").rejected();
            }
            return work.get();
        }
    }

    /// An answer in JSON.
    static Reply.Whole json(JsonNode body, Order order, int tokens) {
        return new Reply.Whole(200, OpenAi.headers(order.requestId()), Json.write(body), tokens);
    }

    /// An answer of another type.
    static Reply.Whole bytes(Buffer content, String type, Order order, int tokens) {
        return new Reply.Whole(200, Map.of("content-type", type, "x-request-id", order.requestId()), content, tokens);
    }

    /// An answer as a stream of events.
    static Reply.Events events(List<Frame> frames, Order order) {
        return new Reply.Events(
                Map.of("content-type", "text/event-stream; charset=utf-8", "x-request-id", order.requestId()), frames);
    }
}
