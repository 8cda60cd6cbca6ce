package dev.weir.route;

import dev.weir.catalog.Conduct;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.Misfit;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Strictness;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.Legs;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.ShapeWords;
import dev.weir.dialect.StreamDecoder;
import dev.weir.http.Post;
import dev.weir.provider.BodyEdits;
import dev.weir.shape.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the upstream request of an attempt: the client's own bytes with the row's edits spliced in on the same lane,
/// a translation on the cross lane. The client's body is decoded once at most, and only when a cross lane needs it.
final class Dispatch {
    /// What became of the client's request.
    sealed interface Prepared {
        /// @param back of an answer that crosses a bridge, else null
        /// @param guard of the answer's form, where the target does not hold to it
        record Ready(
                Post request,
                List<Loss> losses,
                Bridge.@Nullable Return back,
                @Nullable Guard guard) implements Prepared {
            /// The same with another body.
            Ready asking(byte[] body) {
                Post next = new Post(
                        request.origin(),
                        request.uri(),
                        request.fixed(),
                        request.own(),
                        body,
                        request.connectLimit(),
                        request.form());
                return new Ready(next, losses, back, guard);
            }
        }

        record Refused(Failure failure) implements Prepared {}

        /// The target would lose some of a strict request.
        record Lossy(List<Loss> losses) implements Prepared {}
    }

    /// An answer in another form than was asked for, and what is wrong with it.
    private record Correction(String answer, String why) {}

    private static final String BETAS = "anthropic_beta";
    private static final Map<String, String> ACCEPT_JSON = Map.of("accept", "application/json");
    private static final Map<String, String> ACCEPT_STREAM = Map.of("accept", "text/event-stream");
    private static final String GO_ON = "Your answer was cut off. Go on exactly where it stopped, without repeating"
            + " anything and without a word about it.";

    private final Errand errand;
    private final Inbound in;
    private final Strictness strictness;
    private final Misfit misfit;
    private @Nullable Decoded decoded;
    private @Nullable Correction correction;
    private boolean again;

    Dispatch(Errand errand, Plan plan) {
        this.errand = errand;
        this.in = errand.in();
        this.strictness = in.strictness().or(plan.care().strictness());
        this.misfit = plan.care().misfit();
    }

    /// The way of a step for this request: one that asks for a form which the target does not enforce goes through the
    /// canonical model, for the form is asked for in words, and the answer may need to be freed of some.
    Step way(Step step) {
        correction = null;
        again = false;
        Memory memory = in.memory();
        if (memory != null && step.lane() == Lane.SAME && memory.crosses(step)) {
            return step.crossed();
        }
        boolean blind = step.lane() == Lane.SAME && step.traits().structuredOutput() == Traits.Support.NO;
        OutputShape shape = blind ? shape() : null;
        return shape != null && !errand.codec(step).enforces(shape, step.traits()) ? step.crossed() : step;
    }

    /// The guard of an answer that goes through in its own bytes, or null where the target warrants its form.
    private @Nullable Guard guard(Step step) {
        OutputShape shape = step.traits().structuredOutput() == Traits.Support.UNKNOWN ? shape() : null;
        return shape == null ? null : Guard.of(shape);
    }

    /// The form that the body asks for after a schema, or null where it asks for none.
    private @Nullable OutputShape shape() {
        return in.dialect().bytes().maySayShape(in.body())
                        && in.dialect().across() instanceof ClientDialect.Across.Chat(ClientCodec client)
                        && decoded(client) instanceof Decoded.Accepted accepted
                ? accepted.request().output()
                : null;
    }

    /// Reads an unstreamed answer, and checks its form where the target does not.
    ///
    /// @param guard of its form, or null
    Answer decode(Step step, @Nullable Guard guard, byte[] body, Consumer<Loss> losses) {
        Answer answer = errand.codec(step).decode(body);
        return guard == null ? answer : checked(answer, guard, losses);
    }

    /// The same for an answer that came in several legs.
    Answer decode(Step step, @Nullable Guard guard, List<byte[]> legs, Consumer<Loss> losses) {
        Legs of = errand.codec(step).legs();
        Answer answer = of == null ? errand.codec(step).decode(legs.getLast()) : of.decode(legs);
        return guard == null ? answer : checked(answer, guard, losses);
    }

    /// Checks the form of an unstreamed answer that may go through in its own bytes.
    ///
    /// @return null where it may; else what becomes of it
    @SuppressWarnings("ReferenceEquality") // the very answer, not one like it
    @Nullable
    Answer amended(Step step, Guard guard, byte[] body, Consumer<Loss> losses) {
        Answer answer = errand.codec(step).decode(body);
        Answer checked = checked(answer, guard, losses);
        return checked.equals(answer) ? null : checked;
    }

    private Answer checked(Answer answer, Guard guard, Consumer<Loss> losses) {
        Answer checked = guard.check(answer, losses);
        if (correction == null
                && misfit == Misfit.ASK_AGAIN
                && answer instanceof Answer.Whole whole
                && checked instanceof Answer.Failed(Failure.Misshapen why)) {
            correction = new Correction(words(whole.response()), why.message());
            again = true;
        }
        return checked;
    }

    /// Whether the same target is to be asked once more, and shown what was wrong: true once.
    boolean asksAgain() {
        boolean now = again;
        again = false;
        return now;
    }

    /// Begins to read a stream, and checks its form where the target does not.
    StreamDecoder decoder(Step step, @Nullable Guard guard, Consumer<Loss> losses) {
        StreamDecoder decoder = errand.codec(step).decoder(choices());
        return guard == null ? decoder : guard.over(decoder, losses);
    }

    /// How many answers the request asks for.
    private int choices() {
        Integer said = decoded instanceof Decoded.Accepted accepted
                ? accepted.request().bounds().choices()
                : null;
        return said == null ? in.probe().choices() : said;
    }

    private static String words(ChatResponse response) {
        StringBuilder out = new StringBuilder();
        for (Part part : response.choices().getFirst().parts()) {
            if (part instanceof Part.Text text) {
                out.append(text.text());
            }
        }
        return out.toString();
    }

    /// @param continuation of a stream that broke off, or null
    /// @param then called once on the event loop, at once where nothing has to be looked up
    void prepare(Step step, Pass pass, @Nullable Continuation continuation, Consumer<Prepared> then) {
        boolean worded = continuation != null && continuation.way() != Rescue.Way.RESTART || correction != null;
        if (worded) {
            cross(step, pass, in.dialect().codec(), continuation, then);
            return;
        }
        switch (step.lane()) {
            case SAME -> then.accept(same(step, pass));
            case CROSS -> {
                switch (in.dialect().across()) {
                    case ClientDialect.Across.Chat chat -> cross(step, pass, chat.codec(), null, then);
                    case ClientDialect.Across.Bridged bridged -> then.accept(cross(step, pass, bridged.bridge()));
                    case ClientDialect.Across.Never _ ->
                        throw new IllegalStateException(
                                "a plan takes the cross lane of " + in.dialect().id());
                }
            }
        }
    }

    private RequestHeaders headers(Pass pass) {
        return new RequestHeaders(
                pass.headers(), in.probe().delivery() == Delivery.WHOLE ? ACCEPT_JSON : ACCEPT_STREAM);
    }

    private Prepared same(Step step, Pass pass) {
        RequestHeaders headers = headers(pass).forward(in.headers());
        Guard guard = guard(step);
        Asked.Sent sent = in.asked().sent();
        String path = sent != null && sent.path() != null
                ? sent.path()
                : in.dialect().bytes().path(step.target().model(), in.probe().delivery());
        RequestProbe.Place named = in.probe().named();
        boolean inBody = in.dialect().bytes().modelPlace() == ByteLane.ModelPlace.BODY || named.from() >= 0;
        boolean rename = inBody && !in.probe().model().equals(step.target().model());
        String word = in.dialect().bytes().modelWord(step.target().model());
        List<String> betas = betas(step, headers);
        boolean ask = in.probe().delivery() == Delivery.STREAM
                && step.door().surface().conduct().streamUsage() == Conduct.StreamUsage.ASK;
        if (!ask && step.edits().isEmpty() && betas.isEmpty()) {
            if (!rename) {
                return ready(step, pass, path, headers, in.body(), List.of(), guard);
            }
            if (named.from() >= 0) {
                byte[] value = in.dialect().bytes().modelValue(word, in.asked());
                byte[] renamed = BodyEdits.renamed(in.body(), named, value);
                return ready(step, pass, path, headers, renamed, List.of(), guard);
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
        if (!betas.isEmpty()) {
            edits.words(BETAS, betas);
        }
        return ready(step, pass, path, headers, edits.body(), edits.changes(), guard);
    }

    /// The betas that a provider is told in the body, and not in a header, from where they are taken.
    private static List<String> betas(Step step, RequestHeaders headers) {
        if (step.door().surface().conduct().betas() == Conduct.Betas.HEADER) {
            return List.of();
        }
        String said = headers.take("anthropic-beta");
        return said == null
                ? List.of()
                : Stream.of(said.split(",", -1))
                        .map(String::strip)
                        .filter(beta -> !beta.isEmpty())
                        .toList();
    }

    private void cross(
            Step step, Pass pass, ClientCodec client, @Nullable Continuation continuation, Consumer<Prepared> then) {
        switch (decoded(client)) {
            case Decoded.Rejected rejected -> then.accept(new Prepared.Refused(rejected.failure()));
            case Decoded.Accepted(ChatRequest request) -> {
                ChatRequest wanted = continuation == null ? request : continued(request, continuation);
                Memory memory = in.memory();
                if (memory == null) {
                    then.accept(translate(step, pass, wanted, continuation, List.of()));
                } else {
                    memory.recall(
                            wanted,
                            step,
                            recalled -> then.accept(
                                    translate(step, pass, recalled.request(), continuation, recalled.added())));
                }
            }
        }
    }

    /// A request with the text so far at its end.
    private static ChatRequest continued(ChatRequest request, Continuation continuation) {
        List<Turn> turns = new ArrayList<>(request.turns());
        String at = "/messages/" + turns.size();
        String text = continuation.text().stripTrailing();
        turns.add(new Turn(Role.ASSISTANT, List.of(new Part.Text(text)), null, at, Marks.NONE));
        if (continuation.way() == Rescue.Way.INSTRUCT) {
            turns.add(new Turn(Role.USER, List.of(new Part.Text(GO_ON)), null, at, Marks.NONE));
        }
        return request.withTurns(turns);
    }

    /// Some hosts want to be told that the last turn is to be continued.
    private static void flag(Encoded encoded, Step step, @Nullable Continuation continuation) {
        boolean flag = continuation != null
                && continuation.way() == Rescue.Way.PREFILL
                && step.traits().prefill() == Traits.Prefill.PREFIX_FLAG;
        if (flag
                && encoded.body().get("messages") instanceof ArrayNode messages
                && messages.get(messages.size() - 1) instanceof ObjectNode last) {
            last.put("prefix", true);
        }
    }

    private Decoded decoded(ClientCodec client) {
        if (decoded == null) {
            decoded = client.decode(in.body(), in.asked());
        }
        return decoded;
    }

    /// Across dialects only the trace of the client's headers goes on.
    private Prepared translate(
            Step step, Pass pass, ChatRequest request, @Nullable Continuation continuation, List<Loss> added) {
        ProviderCodec codec = errand.codec(step);
        RequestHeaders headers =
                step.door().dialect().equals(in.dialect().id()) ? headers(pass).forward(in.headers()) : traced(pass);
        ChatRequest asked = request.withModel(step.target().model());
        Guard guard = codec.warrants(request.output(), step.traits()) ? null : Guard.of(request.output());
        if (correction != null) {
            asked = ShapeWords.again(asked, correction.answer(), correction.why());
        }
        Encoded encoded = codec.encode(asked, step.traits());
        flag(encoded, step, continuation);
        headers.join(codec.headers(encoded.body()));
        List<String> betas = betas(step, headers);
        String path = codec.path(step.target().model(), in.probe().delivery());
        byte[] body = Json.bytes(encoded.body());
        if (step.edits().isEmpty() && added.isEmpty() && betas.isEmpty()) {
            return ready(step, pass, path, headers, body, encoded.losses(), guard);
        }
        BodyEdits edits = new BodyEdits(body).apply(step.edits());
        if (!betas.isEmpty()) {
            edits.words(BETAS, betas);
        }
        List<Loss> losses = new ArrayList<>(added);
        losses.addAll(encoded.losses());
        for (Loss change : edits.changes()) {
            // What the dialect demands and this provider does not take was never the caller's.
            boolean ours = change.verdict() == Loss.Verdict.DROPPED
                    && losses.removeIf(loss ->
                            loss.verdict() == Loss.Verdict.ADDED && loss.path().equals(change.path()));
            if (!ours) {
                losses.add(inCallersWords(change, request, codec));
            }
        }
        return ready(step, pass, path, headers, edits.body(), losses, guard);
    }

    /// The row edits the provider's body; the caller wrote another.
    private static Loss inCallersWords(Loss change, ChatRequest request, ProviderCodec codec) {
        return change.verdict() == Loss.Verdict.ADDED
                ? change
                : change.at(request.wording().translated(change.path(), codec.vocabulary()));
    }

    private Prepared cross(Step step, Pass pass, Bridge bridge) {
        String model = step.target().model();
        return switch (bridge.cross(in.body(), in.asked(), step.door().dialect(), model)) {
            case Bridge.Crossing.Refused refused -> new Prepared.Refused(refused.failure());
            case Bridge.Crossing.Ready ready -> {
                List<Loss> losses = new ArrayList<>(ready.losses());
                byte[] body = ready.body();
                if (!step.edits().isEmpty()) {
                    BodyEdits edits = new BodyEdits(body).apply(step.edits());
                    losses.addAll(edits.changes());
                    body = edits.body();
                }
                yield ready(
                        step.post(
                                pass,
                                ready.path(),
                                traced(pass),
                                body,
                                Post.Form.JSON,
                                in.probe().delivery()),
                        losses,
                        ready.back(),
                        null);
            }
        };
    }

    private RequestHeaders traced(Pass pass) {
        String trace = in.headers().get("traceparent");
        return trace == null ? headers(pass) : headers(pass).forward(Map.of("traceparent", trace));
    }

    private Prepared ready(
            Step step,
            Pass pass,
            String path,
            RequestHeaders headers,
            byte[] body,
            List<Loss> losses,
            @Nullable Guard guard) {
        Asked.Sent sent = in.asked().sent();
        Post.Form form = sent == null ? Post.Form.JSON : new Post.Form(sent.method(), sent.type());
        return ready(step.post(pass, path, headers, body, form, in.probe().delivery()), losses, null, guard);
    }

    private Prepared ready(Post post, List<Loss> losses, Bridge.@Nullable Return back, @Nullable Guard guard) {
        return strictness == Strictness.STRICT && losses.stream().anyMatch(Loss::lossy)
                ? new Prepared.Lossy(losses)
                : new Prepared.Ready(post, losses, back, guard);
    }
}
