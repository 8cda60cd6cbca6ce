package dev.weir.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long each phase of an exchange may last. Null is "not said": what stands below decides.
///
/// @param connect TCP and TLS
/// @param firstToken streamed: until the first content
/// @param betweenTokens streamed: between two pieces of content
/// @param answer unstreamed: until the whole answer
/// @param total everything, retries and fallbacks included
public record Deadlines(
        @Nullable Duration connect,
        @Nullable Duration firstToken,
        @Nullable Duration betweenTokens,
        @Nullable Duration answer,
        @Nullable Duration total) {
    /// Nothing is said.
    public static final Deadlines NONE = new Deadlines(null, null, null, null, null);

    /// What holds where nobody said anything.
    public static final Deadlines USUAL = new Deadlines(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(120),
            Duration.ofSeconds(600));

    /// What holds for a model that thinks out of sight.
    public static final Deadlines PATIENT = new Deadlines(
            Duration.ofSeconds(3),
            Duration.ofSeconds(120),
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            Duration.ofSeconds(600));

    /// These, and what they do not say from `below`.
    public Deadlines over(Deadlines below) {
        return new Deadlines(
                connect != null ? connect : below.connect,
                firstToken != null ? firstToken : below.firstToken,
                betweenTokens != null ? betweenTokens : below.betweenTokens,
                answer != null ? answer : below.answer,
                total != null ? total : below.total);
    }
}
