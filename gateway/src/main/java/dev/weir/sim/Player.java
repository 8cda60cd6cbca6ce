package dev.weir.sim;

import dev.weir.sim.Fault.Break;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Plays an answer to one client: each event when it is due, what is due at once in one write, never ahead of a client
/// that does not read.
final class Player {

    private static final int MOST_AT_ONCE = 64 * 1024;

    private final Vertx vertx;
    private final Outlet outlet;
    private final Pace pace;
    private final long startNanos = System.nanoTime();

    private Script script = new Script(List.of(), Optional.empty());
    private int at;
    private int played;
    private int tokens;
    private Buffer rest = Buffer.buffer();

    Player(Vertx vertx, Outlet outlet, Pace pace) {
        this.vertx = vertx;
        this.outlet = outlet;
        this.pace = pace;
    }

    /// Plays a stream whose headers are set.
    void stream(Script toPlay) {
        script = toPlay;
        tokens = toPlay.frames().stream().mapToInt(Frame::tokens).sum();
        outlet.unknownLength();
        pump();
    }

    private long nowMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    private void later(long millis, Runnable action) {
        vertx.setTimer(Math.max(1, millis), _ -> action.run());
    }

    private void pump() {
        while (!outlet.gone()) {
            if (rest.length() == 0) {
                gather();
            }
            boolean all = at == script.frames().size();
            if (all && script.ending().isEmpty() && (pace.split() == 0 || rest.length() <= pace.split())) {
                outlet.end(rest);
                return;
            }
            if (rest.length() > 0) {
                write();
                if (outlet.full()) {
                    outlet.whenRoom(this::pump);
                    return;
                }
                if (pace.split() > 0) {
                    later(1, this::pump);
                    return;
                }
            } else if (all) {
                script.ending().ifPresent(this::breakOff);
                return;
            } else {
                outlet.head();
                later(due(script.frames().get(at)) - nowMillis(), this::pump);
                return;
            }
        }
    }

    private void write() {
        if (pace.split() == 0 || rest.length() <= pace.split()) {
            outlet.write(rest);
            rest = Buffer.buffer();
        } else {
            outlet.write(rest.getBuffer(0, pace.split()));
            rest = rest.getBuffer(pace.split(), rest.length());
        }
    }

    /// Takes all events that are due into one buffer.
    private void gather() {
        long now = nowMillis();
        StringBuilder text = new StringBuilder();
        while (at < script.frames().size() && text.length() < MOST_AT_ONCE) {
            Frame frame = script.frames().get(at);
            if (due(frame) > now) {
                break;
            }
            frame.writeTo(text);
            played += frame.tokens();
            at++;
        }
        rest = Buffer.buffer(text.toString());
    }

    private long due(Frame frame) {
        boolean before = played == 0 && frame.tokens() == 0 && frame.role() == Frame.Role.SIDE;
        return before ? 0 : pace.dueMillis(played, tokens);
    }

    private void breakOff(Break manner) {
        switch (manner) {
            case CUT -> outlet.close();
            case TRUNCATE -> outlet.end();
            case STALL -> outlet.head();
            case GOAWAY -> outlet.goAway();
            case RST -> outlet.resetStream();
        }
    }

    /// Plays an answer in one piece, breaking it off where a fault says so.
    void whole(Reply.Whole reply, Optional<Fault> fault) {
        long due = reply.status() == 200 ? pace.dueMillis(reply.tokens(), reply.tokens()) : 0;
        if (due > 0) {
            later(due, () -> wholeNow(reply, fault));
        } else {
            wholeNow(reply, fault);
        }
    }

    private void wholeNow(Reply.Whole reply, Optional<Fault> fault) {
        if (outlet.gone()) {
            return;
        }
        Buffer body = reply.bytes();
        if (fault.orElse(null) instanceof Fault.Breaks(Break manner, int after)) {
            int part = (int) ((long) body.length() * Math.min(after, reply.tokens()) / (reply.tokens() + 1));
            if (manner == Break.TRUNCATE) {
                outlet.unknownLength();
            } else {
                outlet.length(body.length());
            }
            outlet.write(body.getBuffer(0, Math.max(1, part)));
            breakOff(manner);
        } else if (fault.orElse(null) instanceof Fault.Inserts(var thing, var _) && thing == Fault.Thing.GARBAGE) {
            outlet.end(body.getBuffer(0, body.length() / 2));
        } else if (pace.split() > 0) {
            outlet.length(body.length());
            rest = body;
            pump();
        } else {
            outlet.end(body);
        }
    }

    /// Plays bytes one by one.
    void drip(String text, Duration every) {
        outlet.unknownLength();
        drip(text.getBytes(StandardCharsets.UTF_8), 0, every);
    }

    private void drip(byte[] bytes, int next, Duration every) {
        if (outlet.gone()) {
            return;
        }
        if (next == bytes.length) {
            outlet.end();
            return;
        }
        outlet.write(Buffer.buffer(1).appendByte(bytes[next]));
        later(every.toMillis(), () -> drip(bytes, next + 1, every));
    }

    /// Plays pieces as fast as the client reads them.
    void flood(Iterator<Buffer> pieces) {
        while (!outlet.gone() && pieces.hasNext()) {
            outlet.write(pieces.next());
            if (outlet.full()) {
                outlet.whenRoom(() -> flood(pieces));
                return;
            }
        }
        if (!outlet.gone()) {
            outlet.end();
        }
    }
}
