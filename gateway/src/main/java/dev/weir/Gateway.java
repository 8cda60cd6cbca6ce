package dev.weir;

import dev.weir.config.Config;
import dev.weir.config.Front;
import dev.weir.config.HostPort;
import dev.weir.dialect.ProviderCodec;
import dev.weir.http.ClientOptions;
import dev.weir.http.HttpClient;
import dev.weir.http.HttpServer;
import dev.weir.http.Request;
import dev.weir.http.ServerOptions;
import dev.weir.provider.Upstream;
import dev.weir.route.Allowance;
import dev.weir.route.Chances;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import dev.weir.route.Engine;
import dev.weir.route.HealthBook;
import dev.weir.route.HealthVitals;
import dev.weir.route.Intake;
import dev.weir.route.Keeper;
import dev.weir.route.Mixes;
import dev.weir.route.Observer;
import dev.weir.route.Planner;
import dev.weir.route.ProbeRecord;
import dev.weir.route.Receipt;
import dev.weir.route.Receipts;
import dev.weir.route.Surveyor;
import dev.weir.server.AdminExplain;
import dev.weir.server.AdminPlane;
import dev.weir.server.DataPlane;
import dev.weir.server.ExchangeLog;
import dev.weir.server.Health;
import dev.weir.server.Metrics;
import dev.weir.server.NettyLoop;
import dev.weir.server.Snapshot;
import dev.weir.store.SqliteStore;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A running gateway: the constructor tree, from top to bottom in boot order; closed in reverse.
public final class Gateway {
    private static final int KEPT_RECEIPTS = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(15);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Map<String, ProviderCodec> codecs;
    private final List<ClientDialect> clients;
    private final Function<Config, Directory> directories;
    private final AtomicReference<Config> active;
    private final AtomicReference<Snapshot> snapshot;
    private final Health health = new Health();
    private final HealthBook targets = new HealthBook();
    private final Metrics metrics = new Metrics();
    private final Receipts receipts = new Receipts();
    private final Chances chances = new Chances();
    private final Mixes mixes = new Mixes();
    private final HealthVitals vitals = new HealthVitals(System::nanoTime, mixes, targets.distances());
    private final ExchangeLog log;
    private final SqliteStore store;
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<HttpClient> callers = new ArrayList<>();
    private @Nullable Surveyor surveyor;
    private int port;
    private int adminPort;

    private Gateway(Vertx vertx, Config config, Function<Config, Directory> directories, PrintStream logOutput) {
        this.vertx = vertx;
        this.codecs = Dialects.providers();
        this.clients = Dialects.clients();
        this.directories = directories;
        this.active = new AtomicReference<>(config);
        this.snapshot = new AtomicReference<>(snapshot(config));
        this.log = new ExchangeLog(logOutput).start();
        this.store = SqliteStore.start(
                config.data(),
                new SqliteStore.Bounds(
                        config.state().fileBytes(), config.state().memoryBytes()),
                InstantSource.system(),
                System.err::println);
        metrics.gauge("weir.store.dropped", "Writes that the store dropped.", store, s -> (double) s.dropped());
        metrics.gauge("weir.log.dropped", "Log lines dropped because the log could not keep up.", log, l ->
                (double) l.dropped());
        metrics.gauge("weir.shadows", "Requests of which a copy went to a shadow.", receipts.shadows(), s ->
                (double) s.made());
        metrics.gauge(
                "weir.shadows.dropped",
                "Copies that were not made because too many were under way.",
                receipts.shadows(),
                s -> (double) s.dropped());
        metrics.gauge("weir.configuration", "Version of the configuration in force.", active, c ->
                (double) c.get().version());
    }

    /// The event loops that a gateway runs on.
    public static Vertx loops() {
        return Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /// Starts a gateway; the future fails when it cannot listen.
    ///
    /// @param directories what model names mean under a configuration
    /// @param logOutput where the line of each exchange goes
    public static Future<Gateway> start(
            Vertx vertx, Config config, Function<Config, Directory> directories, PrintStream logOutput) {
        Gateway gateway = new Gateway(vertx, config, directories, logOutput);
        return gateway.open().map(_ -> {
            gateway.health.ready();
            return gateway;
        });
    }

    private Future<Void> open() {
        Map<EventLoop, Consumer<Request>> data = new HashMap<>();
        Map<EventLoop, Consumer<Request>> admin = new HashMap<>();
        AdminExplain explain = new AdminExplain(clients, snapshot::get);
        for (EventExecutor executor : ((VertxInternal) vertx).eventLoopGroup()) {
            EventLoop loop = (EventLoop) executor;
            data.put(loop, plane(loop));
            Context context =
                    ((VertxInternal) vertx).contextBuilder().withEventLoop(loop).build();
            admin.put(loop, new AdminPlane(metrics, health, receipts, targets, explain, new NettyLoop(context)));
        }
        Front front = active.get().front();
        return open(front.listen(), data)
                .compose(server -> {
                    port = server.port();
                    return open(front.admin(), admin);
                })
                .map(server -> {
                    adminPort = server.port();
                    return null;
                });
    }

    /// Port of the data plane.
    public int port() {
        return port;
    }

    /// Port of the admin plane.
    public int adminPort() {
        return adminPort;
    }

    public Config config() {
        return active.get();
    }

    /// Puts another configuration in force. Exchanges under way keep the one they began with; listeners stay where they
    /// are.
    public void reload(Config config) {
        snapshot.set(snapshot(config));
        active.set(config);
    }

    /// Takes no more requests, lets streams run out for as long as is configured, and closes everything.
    public Future<Void> shutdown() {
        health.draining();
        if (surveyor != null) {
            surveyor.stop();
        }
        Duration drain = active.get().front().limits().drain();
        List<Future<Void>> closing = new ArrayList<>();
        synchronized (servers) {
            for (HttpServer server : servers) {
                closing.add(server.shutdown(drain));
            }
        }
        return Future.join(closing)
                .transform(_ -> {
                    return Future.join(callers.stream().map(HttpClient::close).toList());
                })
                .onComplete(_ -> log.close())
                .transform(_ -> vertx.executeBlocking(() -> {
                    store.close();
                    return null;
                }))
                .mapEmpty();
    }

    private Snapshot snapshot(Config config) {
        Front front = config.front();
        return new Snapshot(
                config.version(),
                switch (front.entry()) {
                    case KEYED -> Snapshot.Entry.KEYED;
                    case LOOPBACK -> Snapshot.Entry.LOOPBACK;
                    case OPEN -> Snapshot.Entry.OPEN;
                },
                config.keys(),
                new Intake(
                        new Planner(directories.apply(config), Dialects.doors(), targets),
                        vitals,
                        chances,
                        codecs,
                        InstantSource.system(),
                        config.noting()),
                front.origins(),
                front.limits().bodyBytes(),
                new Allowance(
                        (int) Math.min(Integer.MAX_VALUE, front.limits().answerBytes()),
                        front.limits().unread()),
                config.state().terms());
    }

    private ServerOptions listener() {
        Front front = active.get().front();
        Front.Tls tls = front.tls();
        return new ServerOptions(
                front.limits().headerBytes(),
                IDLE,
                front.limits().unread(),
                tls == null ? null : new ServerOptions.Identity(tls.certificate(), tls.key()));
    }

    private ClientOptions outbound() {
        var outbound = active.get().outbound();
        var proxy = outbound.proxy();
        return new ClientOptions(
                outbound.ca(),
                proxy == null
                        ? null
                        : new ClientOptions.Proxy(
                                proxy.address().host(),
                                proxy.address().port(),
                                proxy.user(),
                                proxy.password() == null
                                        ? null
                                        : proxy.password().reveal()),
                KEEP_ALIVE,
                ClientOptions.DEFAULT.maxHeaderBytes());
    }

    private Future<HttpServer> open(HostPort at, Map<EventLoop, Consumer<Request>> requests) {
        return HttpServer.listen(vertx, new InetSocketAddress(at.host(), at.port()), listener(), requests)
                .onSuccess(server -> {
                    synchronized (servers) {
                        servers.add(server);
                    }
                });
    }

    /// The data plane on one event loop: its own upstream connections, its own exchanges.
    private DataPlane plane(EventLoop loop) {
        Context context =
                ((VertxInternal) vertx).contextBuilder().withEventLoop(loop).build();
        HttpClient client = new HttpClient(vertx, context, outbound());
        callers.add(client);
        Observer shelf = receipts.shelf(KEPT_RECEIPTS);
        Observer page = log.page();
        Observer observer = new Observer() {
            @Override
            public void finished(Receipt receipt) {
                shelf.finished(receipt);
                mixes.finished(receipt);
                metrics.finished(receipt);
                page.finished(receipt);
            }

            @Override
            public void probed(ProbeRecord probe) {
                page.probed(probe);
            }
        };
        Upstream upstream = new Upstream(client);
        if (surveyor == null) {
            Surveyor first = new Surveyor(
                    new NettyLoop(context), upstream, () -> active.get().endpoints(), targets.distances());
            surveyor = first;
            loop.execute(first::begin);
        }
        Keeper keeper = new Keeper(store.on(loop));
        InstantSource clock = InstantSource.system();
        Engine engine = new Engine(new NettyLoop(context), upstream, codecs, observer, keeper, clock);
        return new DataPlane(
                context, engine, clients, snapshot::get, receipts, metrics, health, InstantSource.system());
    }
}
