package dev.weir.ledger;

import java.util.Locale;
import java.util.Optional;

/// How soon a request gets its turn where it has to wait for one, the least first.
public enum Priority {
    LOW(-1),
    NORMAL(0),
    HIGH(1);

    private final int urgency;

    Priority(int urgency) {
        this.urgency = urgency;
    }

    /// The greater, the sooner.
    public int urgency() {
        return urgency;
    }

    /// `low`, `normal` or `high`.
    public static Optional<Priority> named(String word) {
        for (Priority priority : values()) {
            if (priority.word().equals(word)) {
                return Optional.of(priority);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
