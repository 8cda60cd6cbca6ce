package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import dev.weir.http.Ongoing;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import dev.weir.provider.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures how far away providers' addresses are, where a provider has several: a `GET` of the list of models
/// without a credential, for any answer will do, and one that is refused at the door counts against nobody's limits
/// and costs nothing. Each is asked twice, since the first question may have to open a connection; the second is
/// measured.
///
/// Once a minute while somebody chooses by it, and not at all while nobody does. One for a gateway, on one event loop.
public final class Surveyor {
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final long FRESH = Duration.ofMinutes(1).toNanos();
    private static final long FRESH_WHERE_UNCERTAIN = Duration.ofSeconds(15).toNanos();
    private static final long UNWANTED = Duration.ofMinutes(10).toNanos();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_BYTES = 256 << 10;
    private static final Map<String, String> HEADERS = Map.of("user-agent", "weir", "accept", "application/json");

    private final Loop loop;
    private final Upstream upstream;
    private final Supplier<List<Endpoint>> endpoints;
    private final Distances distances;
    private volatile boolean over;

    /// @param endpoints of the configuration in force
    public Surveyor(Loop loop, Upstream upstream, Supplier<List<Endpoint>> endpoints, Distances distances) {
        this.loop = loop;
        this.upstream = upstream;
        this.endpoints = endpoints;
        this.distances = distances;
    }

    /// Begins to look; to be called on the event loop.
    public void begin() {
        if (over) {
            return;
        }
        long now = loop.nanos();
        List<Endpoint> wanted = wanted(endpoints.get());
        distances.keep(wanted.stream().map(Endpoint::id).toList());
        int asked = 0;
        for (Endpoint endpoint : wanted) {
            Door door = endpoint.doors().getFirst();
            Origin origin = Origin.of(door.base());
            Distances.Site site = distances.site(endpoint.id(), origin.toString(), endpoint.region());
            if (site != null && isDue(site, endpoint.probing(), now) && asked++ < MOST_AT_ONCE) {
                new Question(site, origin, door.target("/models", ""), Turn.FIRST).ask();
            }
        }
        // A quarter more or less, so that gateways do not ask all at once.
        loop.after(Duration.ofMillis((long) (LOOK.toMillis() * (0.75 + loop.dice() / 2))), this::begin);
    }

    /// Looks no more.
    public void stop() {
        over = true;
    }

    /// Whether an address is to be asked: nobody's is that nobody chooses by.
    static boolean isDue(Distances.Site site, Endpoint.Probing probing, long now) {
        long never = now - 2 * UNWANTED;
        long last = site.at(never);
        boolean idle = probing != Endpoint.Probing.ALWAYS && last != never && now - site.wantedAt() > UNWANTED;
        return !idle && now - last > (site.isUncertain() ? FRESH_WHERE_UNCERTAIN : FRESH);
    }

    /// Those whose distance decides something, or of which the user wants to know it.
    static List<Endpoint> wanted(List<Endpoint> endpoints) {
        Map<String, Integer> sites = new HashMap<>();
        endpoints.forEach(endpoint -> sites.merge(endpoint.provider(), 1, Integer::sum));
        List<Endpoint> wanted = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            boolean is = switch (endpoint.probing()) {
                case ALWAYS -> true;
                case WHERE_SEVERAL -> sites.getOrDefault(endpoint.provider(), 0) > 1;
                case NEVER -> false;
            };
            if (is) {
                wanted.add(endpoint);
            }
        }
        return wanted;
    }

    private enum Turn {
        FIRST,
        MEASURED
    }

    /// One question to an address.
    private final class Question implements Upstream.Listener {
        private final Distances.Site site;
        private final Origin origin;
        private final String uri;
        private final Turn turn;
        private Loop.@Nullable Timer timer;
        private @Nullable Ongoing call;
        private long sent;
        private long answered;
        private int bytes;
        private boolean done;

        private Question(Distances.Site site, Origin origin, String uri, Turn turn) {
            this.site = site;
            this.origin = origin;
            this.uri = uri;
            this.turn = turn;
        }

        private void ask() {
            sent = loop.nanos();
            timer = loop.after(LIMIT, () -> close("no answer within " + LIMIT.toSeconds() + " s"));
            call = upstream.send(
                    new Post(origin, uri, HEADERS, Map.of(), Post.NO_BODY, CONNECT, Post.Form.GET),
                    new Credential.None(),
                    this);
        }

        @Override
        public void head(int status, Headers headers) {
            answered = loop.nanos();
        }

        @Override
        public void data(byte[] chunk) {
            bytes += chunk.length;
            if (bytes > MOST_BYTES && !done) {
                close(null);
            }
        }

        @Override
        public void end() {
            ended(null);
        }

        @Override
        public void failed(Failure failure) {
            ended(answered == 0 ? failure.message() : null);
        }

        @Override
        public void stale() {
            if (!done) {
                done = true;
                cancelTimer();
                new Question(site, origin, uri, turn).ask();
            }
        }

        private void close(@Nullable String why) {
            if (call != null) {
                call.cancel();
            }
            ended(why);
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
            }
        }

        private void ended(@Nullable String why) {
            if (done) {
                return;
            }
            done = true;
            cancelTimer();
            if (why != null) {
                site.missed(why, loop.nanos());
                return;
            }
            switch (turn) {
                case FIRST -> new Question(site, origin, uri, Turn.MEASURED).ask();
                case MEASURED -> site.measured((double) (answered - sent) / 1e6, loop.nanos());
            }
        }
    }
}
