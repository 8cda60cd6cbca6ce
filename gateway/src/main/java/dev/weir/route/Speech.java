package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Headers;
import dev.weir.wire.ByteSink;
import java.util.function.Consumer;

/// How an exchange speaks to its client: once whole, or a stream that begins once and ends once.
final class Speech {
    private final Inbound in;
    private final Outbound out;
    private final Journal journal;
    private boolean begun;

    Speech(Inbound in, Outbound out, Journal journal) {
        this.in = in;
        this.out = out;
        this.journal = journal;
    }

    void reply(Attempt of, byte[] body) {
        boolean same = of.step().lane() == Lane.SAME;
        AnswerHeaders headers = headers(of).cost(journal.cost());
        out.reply(same ? of.status() : 200, same ? headers.jsonUnlessTyped() : headers.json(), body);
    }

    void begin(Attempt of) {
        if (!begun) {
            begun = true;
            out.begin(of.isGood() ? of.status() : 200, headers(of));
        }
    }

    /// Shows that there is somebody.
    void alive(Step asking) {
        if (!begun) {
            begun = true;
            out.begin(200, AnswerHeaders.of(in, asking, journal.attempts() + 1, journal.requestLosses(), Headers.NONE));
        }
        say(in.dialect().bytes()::alive);
    }

    void say(Consumer<ByteSink> words) {
        ByteSink sink = new ByteSink(64);
        words.accept(sink);
        out.write(sink);
    }

    void say(ByteSink words) {
        if (!words.isEmpty()) {
            out.write(words);
        }
    }

    void end(ByteSink last) {
        say(last);
        out.end();
    }

    /// Answers with a failure before any content was sent.
    ///
    /// @param wanted the first step of the plan, where none was asked
    void fail(Failure failure, Step wanted) {
        if (begun) {
            say(sink -> in.dialect().bytes().fail(failure, sink));
            out.end();
            return;
        }
        Attempt worst = journal.worstAttempt();
        ErrorReply reply = in.dialect().error(failure);
        AnswerHeaders headers = (worst == null
                        ? AnswerHeaders.of(in, wanted, 1, journal.requestLosses(), Headers.NONE)
                        : headers(worst))
                .with(reply.headers())
                .json();
        // Everything was tried; only a rate limit met once is the caller's own to wait for.
        if (journal.attempts() > 1 || journal.attempts() == 1 && !(failure instanceof Failure.RateLimited)) {
            headers.noRetry();
        }
        byte[] own = worst == null ? null : worst.ownError(failure);
        if (own == null || worst == null) {
            out.reply(reply.status(), headers, Replies.bytes(reply));
        } else {
            out.reply(worst.status(), headers, own);
        }
    }

    private AnswerHeaders headers(Attempt of) {
        int attempts = Math.max(1, journal.attempts() + (of.isNoted() ? 0 : 1));
        return AnswerHeaders.of(in, of.step(), attempts, of.requestLosses(), of.headers());
    }

    boolean isFull() {
        return out.isFull();
    }

    long backlog() {
        return out.backlog();
    }

    void whenDrained(Runnable next) {
        out.whenDrained(next);
    }

    void abort() {
        out.abort();
    }
}
