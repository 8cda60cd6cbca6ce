package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Fault.Leave;
import dev.weir.sim.Fault.Place;
import dev.weir.sim.Fault.Reason;
import dev.weir.sim.Fault.Sort;
import dev.weir.sim.Frame.Role;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings an answer to one client, with the fault that strikes it.
final class Stage {

    private static final int HEADER = 4_000;

    private final Vertx vertx;
    private final Dialect dialect;
    private final Dialect.Turn turn;
    private final Outlet outlet;
    private final String requestId;

    Stage(Vertx vertx, Dialect dialect, Dialect.Turn turn, Outlet outlet, String requestId) {
        this.vertx = vertx;
        this.dialect = dialect;
        this.turn = turn;
        this.outlet = outlet;
        this.requestId = requestId;
    }

    private Player player() {
        return new Player(vertx, outlet, turn.behaviour().pace());
    }

    /// Answers, well or with a fault.
    void perform(Optional<Fault> fault, long seed) {
        switch (fault.orElse(null)) {
            case Fault.Status(int status) -> error(Problem.ofStatus(status));
            case Fault.Down _ -> error(Problem.ofStatus(503));
            case Fault.Refuses(Reason reason) -> error(refusal(reason));
            case Fault.Mute(var manner) -> mute(manner);
            case Fault.Disguised(Place place) when place == Place.BODY -> disguised();
            case Fault.Bomb(Sort sort, long bytes) -> bomb(sort, bytes, seed);
            case Fault.Disguised _,
                    Fault.Breaks _,
                    Fault.Inserts _,
                    Fault.NoEnd _,
                    Fault.Drip _,
                    Fault.Leaves _,
                    Fault.Odd _ -> answer(fault, reply(seed));
            case null -> answer(fault, reply(seed));
        }
    }

    private Reply reply(long seed) {
        return turn.write(Author.answers(turn.prompt(), turn.behaviour(), seed));
    }

    private void answer(Optional<Fault> fault, Reply reply) {
        leave(fault);
        if (fault.orElse(null) instanceof Fault.Drip(Duration every)) {
            outlet.begin(200, reply.headers());
            player().drip(text(reply), every);
            return;
        }
        switch (reply) {
            case Reply.Whole whole -> {
                if (fault.orElse(null) instanceof Fault.Disguised
                        || fault.orElse(null) instanceof Fault.Inserts(var thing, var _)
                                && thing == Fault.Thing.ERROR) {
                    disguised();
                    return;
                }
                outlet.begin(whole.status(), whole.headers());
                player().whole(whole, fault);
            }
            case Reply.Events(var headers, var frames) -> {
                outlet.begin(200, headers);
                String error = dialect.errorEvent(Problem.ofStatus(503), requestId);
                player().stream(Script.of(frames, fault, dialect.garbage(), error));
            }
        }
    }

    private void leave(Optional<Fault> fault) {
        if (fault.orElse(null) instanceof Fault.Leaves(Leave manner)) {
            switch (manner) {
                case SAID -> outlet.header("connection", "close");
                case SILENTLY -> outlet.whenDone(outlet::closeAfterwards);
            }
        }
    }

    private static String text(Reply reply) {
        return switch (reply) {
            case Reply.Whole whole -> whole.body();
            case Reply.Events(var _, var frames) -> text(frames);
        };
    }

    private static String text(List<Frame> frames) {
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> frame.writeTo(text));
        return text.toString();
    }

    private void error(Problem problem) {
        Reply.Whole reply = dialect.error(problem, requestId);
        Map<String, String> headers = new HashMap<>(reply.headers());
        turn.behaviour().strike().retryAfter().ifPresent(wait -> {
            headers.put("retry-after", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
            if (wait.toMillis() % 1000 != 0) {
                headers.put("retry-after-ms", Long.toString(wait.toMillis()));
            }
        });
        outlet.begin(reply.status(), headers);
        player().whole(reply, Optional.empty());
    }

    private void disguised() {
        Reply.Whole reply = dialect.error(Problem.ofStatus(503), requestId);
        outlet.begin(200, reply.headers());
        player().whole(new Reply.Whole(200, reply.headers(), reply.body(), 0), Optional.empty());
    }

    private Problem refusal(Reason reason) {
        return switch (reason) {
            case CONTEXT_LENGTH -> dialect.tooLong(turn.prompt().talk().tokens());
            case CONTENT_FILTER ->
                Problem.of(
                        400,
                        Problem.Kind.CONTENT_FILTER,
                        "The prompt was blocked by the content filter (simulated content policy violation).");
        };
    }

    private void mute(Fault.Manner manner) {
        switch (manner) {
            case RESET -> outlet.reset();
            case CLOSE -> outlet.close();
            case SILENT -> {
                // The connection stays open until the client leaves.
            }
        }
    }

    private void bomb(Sort sort, long bytes, long seed) {
        switch (sort) {
            case ANSWER -> {
                Answer hole = new Answer(
                        List.of(new Piece.Text(Frame.Stencil.HOLE, Optional.empty())),
                        Stop.END,
                        Optional.empty(),
                        0,
                        1);
                flood(turn.write(List.of(hole)), bytes);
            }
            case LINE -> {
                Reply reply = reply(seed);
                outlet.begin(200, reply.headers());
                outlet.unknownLength();
                player().flood(Flood.text("data: {\"id\":\"", "", bytes));
            }
            case HEADERS -> {
                for (int i = 0; i * (long) HEADER < bytes; i++) {
                    outlet.header("x-bomb-" + i, "b".repeat(HEADER));
                }
                answer(Optional.empty(), reply(seed));
            }
            case GZIP -> {
                Reply reply = reply(seed);
                outlet.begin(200, reply.headers());
                outlet.header("content-encoding", "gzip");
                outlet.unknownLength();
                player().flood(Flood.gzip(bytes));
            }
        }
    }

    private void flood(Reply reply, long bytes) {
        outlet.begin(200, reply.headers());
        outlet.unknownLength();
        Iterator<Buffer> pieces = switch (reply) {
            case Reply.Whole whole -> {
                Frame.Stencil stencil = Frame.Stencil.of(whole.body());
                yield Flood.text(stencil.head(), stencil.tail(), bytes);
            }
            case Reply.Events(var _, var frames) -> {
                int content = 0;
                while (frames.get(content).role() != Role.CONTENT) {
                    content++;
                }
                String event = text(frames.subList(content, content + 1));
                String filling = event.replace("\\u0001", " lorem ipsum dolor sit amet");
                yield Flood.events(
                        text(frames.subList(0, content)),
                        filling,
                        text(frames.subList(content + 1, frames.size())),
                        bytes);
            }
        };
        player().flood(pieces);
    }
}
