package dev.weir.sim;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerBuilder;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A running simulator of LLM providers: OpenAI Chat, Anthropic Messages and Gemini on one port.
///
/// ```java
/// Simulator sim = Simulator.start(vertx, SimOptions.defaults()).await();
/// URI base = URI.create("http://127.0.0.1:" + sim.port());
/// ```
public final class Simulator {

    private final Vertx vertx;
    private final String deployment;
    private final int port;
    private final RequestLog log;

    private Simulator(Vertx vertx, String deployment, int port, RequestLog log) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
        this.log = log;
    }

    /// Starts a simulator; the future fails where its address cannot be had.
    public static Future<Simulator> start(Vertx vertx, SimOptions options) {
        RequestLog log = new RequestLog(options.remembered(), java.time.InstantSource.system());
        Realm realm = Realm.of(options.world());
        Strikes strikes = new Strikes();
        AtomicInteger port = new AtomicInteger();
        return vertx.deployVerticle(
                        () -> new Loop(options.listen(), new Front(vertx, realm, log, strikes), port),
                        new DeploymentOptions().setInstances(options.listen().loops()))
                .map(deployment -> new Simulator(vertx, deployment, port.get(), log));
    }

    /// The port it listens on.
    public int port() {
        return port;
    }

    /// What it received and still remembers, oldest first.
    public List<Received> received() {
        return log.newest(Integer.MAX_VALUE);
    }

    /// The newest request that it received.
    public Optional<Received> last() {
        return log.newest(1).stream().findFirst();
    }

    /// Forgets what it received.
    public void forget() {
        log.clear();
    }

    /// Stops listening and closes all connections.
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    /// One server on one event loop; several share a port.
    private static final class Loop extends VerticleBase {

        private final SimOptions.Listen listen;
        private final Front front;
        private final AtomicInteger port;

        Loop(SimOptions.Listen listen, Front front, AtomicInteger port) {
            this.listen = listen;
            this.front = front;
            this.port = port;
        }

        @Override
        public Future<?> start() {
            // A negative port is one free port that all instances share.
            int wanted = listen.port() == 0 && listen.loops() > 1 ? -1 : listen.port();
            HttpServerBuilder builder = vertx.httpServerBuilder()
                    .with(new HttpServerConfig()
                            .setHost(listen.host())
                            .setPort(wanted)
                            .setVersions(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2));
            listen.tls()
                    .ifPresent(tls -> builder.with(new ServerSSLOptions()
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .addCertPath(tls.certificate().toString())
                                    .addKeyPath(tls.key().toString()))));
            HttpServer server = builder.build();
            return server.requestHandler(front::handle).listen().onSuccess(up -> port.set(up.actualPort()));
        }
    }
}
