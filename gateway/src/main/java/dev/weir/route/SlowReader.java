package dev.weir.route;

import java.time.Duration;

/// A client that does not keep up with its stream. One that reads slowly is waited for; one that takes nothing for long
/// is given up.
final class SlowReader {
    private final Speech speech;
    private final long patience;
    private long backlog;
    private long due;

    /// @param unread how long it may take nothing
    SlowReader(Speech speech, Duration unread, long now) {
        this.speech = speech;
        this.patience = unread.toNanos();
        look(now);
    }

    private void look(long now) {
        backlog = speech.backlog();
        due = now + patience;
    }

    /// When it is looked at next.
    long due() {
        return due;
    }

    /// Whether it took nothing for too long. One that took something has its time anew.
    boolean isGone(long now) {
        if (now < due) {
            return false;
        }
        if (speech.backlog() >= backlog) {
            return true;
        }
        look(now);
        return false;
    }
}
