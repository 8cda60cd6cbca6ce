package dev.weir.provider;

import dev.weir.catalog.Grant;
import dev.weir.chat.Failure;
import dev.weir.http.Answer;
import dev.weir.http.HttpClient;
import dev.weir.wire.ByteSink;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The access token of one grant, on one event loop: fetched by the first who needs it, kept, and fetched again behind
/// the requests before it expires. Whoever comes while none is there waits for the one fetch.
final class TokenSource {
    /// Takes what became of asking for a token; exactly one of the two is called, once.
    interface Taker {
        void token(String token);

        void refused(Failure failure);
    }

    /// How long before its end a token is fetched anew.
    private static final Duration EARLY = Duration.ofMinutes(5);
    /// How long a failed fetch stands before another is tried.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration USUAL_LIFE = Duration.ofMinutes(50);
    private static final int MOST = 1 << 16;
    private static final int LONGEST_QUOTE = 300;

    private final HttpClient client;
    private final Grant grant;
    private final InstantSource clock;
    private final List<Taker> waiting = new ArrayList<>();
    private @Nullable String token;
    private Instant expires = Instant.MIN;
    private Instant refreshes = Instant.MIN;
    private @Nullable Failure failure;
    private Instant nextTry = Instant.MIN;
    private boolean fetching;

    TokenSource(HttpClient client, Grant grant, InstantSource clock) {
        this.client = client;
        this.grant = grant;
        this.clock = clock;
    }

    void take(Taker taker) {
        Instant now = clock.instant();
        if (token != null && now.isBefore(expires)) {
            if (!now.isBefore(refreshes) && !fetching && !now.isBefore(nextTry)) {
                fetch(now);
            }
            taker.token(token);
        } else if (failure != null && now.isBefore(nextTry)) {
            taker.refused(failure);
        } else {
            waiting.add(taker);
            if (!fetching) {
                fetch(now);
            }
        }
    }

    private void fetch(Instant now) {
        fetching = true;
        try {
            client.send(TokenRequest.of(grant, now), new Reading());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            failed("it cannot be asked for: " + e.getMessage());
        }
    }

    private void fetched(String fresh, Duration life) {
        Instant now = clock.instant();
        fetching = false;
        failure = null;
        token = fresh;
        expires = now.plus(life);
        Duration early = life.compareTo(EARLY.multipliedBy(2)) > 0 ? EARLY : life.dividedBy(2);
        refreshes = expires.minus(early);
        List<Taker> takers = List.copyOf(waiting);
        waiting.clear();
        takers.forEach(taker -> taker.token(fresh));
    }

    private void failed(String why) {
        fetching = false;
        nextTry = clock.instant().plus(PAUSE);
        Failure refused = new Failure.ProviderAuth("no access token from " + grant.host() + ": " + why, 401);
        failure = refused;
        List<Taker> takers = List.copyOf(waiting);
        waiting.clear();
        takers.forEach(taker -> taker.refused(refused));
    }

    /// Collects one answer.
    private final class Reading implements Answer {
        private final ByteSink body = new ByteSink(2048);
        private int status;

        @Override
        public void head(int code, HttpHeaders headers) {
            status = code;
        }

        @Override
        public void data(byte[] chunk) {
            if (body.size() < MOST) {
                body.write(chunk);
            }
        }

        @Override
        public void end() {
            JsonNode answer = read(body.toBytes());
            String fresh = answer == null ? "" : answer.path("access_token").asString("");
            if (status == 200 && !fresh.isEmpty() && answer != null) {
                // Some services spell the number as a text.
                long seconds = answer.path("expires_in").asLong(USUAL_LIFE.toSeconds());
                fetched(fresh, Duration.ofSeconds(Math.max(1, seconds)));
            } else {
                failed("it answered with status " + status + words(answer));
            }
        }

        @Override
        public void broken(Break at, Throwable cause) {
            failed(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }

        private static @Nullable JsonNode read(byte[] bytes) {
            try {
                return JsonMapper.shared().readTree(new String(bytes, StandardCharsets.UTF_8));
            } catch (JacksonException e) {
                return null;
            }
        }

        /// The service's own words, which hold no secret: `error` and `error_description`.
        private static String words(@Nullable JsonNode answer) {
            if (answer == null) {
                return "";
            }
            String said = answer.path("error_description")
                    .asString(answer.path("error").asString(""));
            return said.isEmpty() ? "" : ": " + said.substring(0, Math.min(LONGEST_QUOTE, said.length()));
        }
    }
}
