package dev.weir.provider;

import dev.weir.chat.Failure;
import dev.weir.http.HttpClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A token or a key that expires, on one event loop: fetched by the first who needs it, kept, and fetched again behind
/// the requests before it expires. Whoever comes while none is there waits for the one fetch.
final class Renewed<T> {
    /// Takes what became of asking; exactly one of the two is called, once.
    interface Taker<T> {
        void taken(T value);

        void refused(Failure failure);
    }

    /// How one is fetched. Blocks, and is called on a thread of its own.
    @FunctionalInterface
    interface Fetch<T> {
        /// @throws IOException with the reason in words, which hold no secret
        Fresh<T> fetch(Instant now) throws IOException, GeneralSecurityException;
    }

    /// What was fetched, and how long it is good for.
    record Fresh<T>(T value, Duration life) {}

    /// How long before its end one is fetched anew.
    private static final Duration EARLY = Duration.ofMinutes(5);

    /// After a failure nothing is asked for so long.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpClient client;
    private final String what;
    private final Fetch<T> fetch;
    private final InstantSource clock;
    private final List<Taker<T>> waiting = new ArrayList<>();
    private @Nullable T value;
    private Instant expires = Instant.MIN;
    private Instant refreshes = Instant.MIN;
    private @Nullable Failure failure;
    private Instant nextTry = Instant.MIN;
    private boolean fetching;

    /// @param what is fetched from where, for people
    Renewed(HttpClient client, String what, Fetch<T> fetch, InstantSource clock) {
        this.client = client;
        this.what = what;
        this.fetch = fetch;
        this.clock = clock;
    }

    void take(Taker<T> taker) {
        Instant now = clock.instant();
        T kept = value;
        if (kept != null && now.isBefore(expires)) {
            if (!now.isBefore(refreshes) && !fetching && !now.isBefore(nextTry)) {
                fetch(now);
            }
            taker.taken(kept);
        } else if (failure != null && now.isBefore(nextTry)) {
            taker.refused(failure);
        } else {
            waiting.add(taker);
            if (!fetching) {
                fetch(now);
            }
        }
    }

    /// The provider does not want it any more, whatever was said of its life.
    void drop(T refused) {
        if (refused.equals(value)) {
            value = null;
        }
    }

    private void fetch(Instant now) {
        fetching = true;
        Thread.ofVirtual().name("credentials").start(() -> {
            try {
                Fresh<T> fresh = fetch.fetch(now);
                client.run(() -> fetched(fresh));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                client.run(() -> failed(words));
            }
        });
    }

    private void fetched(Fresh<T> fresh) {
        Instant now = clock.instant();
        fetching = false;
        failure = null;
        value = fresh.value();
        expires = now.plus(fresh.life());
        Duration early = fresh.life().compareTo(EARLY.multipliedBy(2)) > 0
                ? EARLY
                : fresh.life().dividedBy(2);
        refreshes = expires.minus(early);
        List<Taker<T>> takers = List.copyOf(waiting);
        waiting.clear();
        takers.forEach(taker -> taker.taken(fresh.value()));
    }

    private void failed(String why) {
        fetching = false;
        nextTry = clock.instant().plus(PAUSE);
        Failure refused = new Failure.ProviderAuth("no " + what + ": " + why, 401);
        failure = refused;
        List<Taker<T>> takers = List.copyOf(waiting);
        waiting.clear();
        takers.forEach(taker -> taker.refused(refused));
    }
}
