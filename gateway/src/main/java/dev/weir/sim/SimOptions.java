package dev.weir.sim;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// What a simulator is started with: where it listens, what its world is like, and how much it remembers.
///
/// @param listen the address
/// @param world what every answer is made from
/// @param remembered how many requests [Simulator#received()] keeps; 0 keeps none
public record SimOptions(Listen listen, World world, int remembered) {

    public SimOptions {
        if (remembered < 0) {
            throw new IllegalArgumentException("remembered must not be negative: " + remembered);
        }
    }

    /// The address of the server.
    ///
    /// @param port 0 takes any free port, [Simulator#port()] says which
    /// @param loops event loops that share the port; 1 is enough for tests
    /// @param tls with it the port speaks TLS, and HTTP/2 where the client agrees by ALPN
    public record Listen(String host, int port, int loops, Optional<Tls> tls) {
        public Listen {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
            }
            if (loops < 1) {
                throw new IllegalArgumentException("loops must be at least 1: " + loops);
            }
        }
    }

    /// A certificate chain and its private key, both PEM files.
    public record Tls(Path certificate, Path key) {}

    /// What every answer is made from.
    ///
    /// @param seed the same seed and the same request give the same answer
    /// @param behaviour the behaviour of a request that names none, for example `ttft=200ms+tps=80`
    /// @param models model names known beside the simulator's own; `*` makes every name known
    /// @param clock the time that answers carry
    public record World(long seed, String behaviour, Set<String> models, InstantSource clock) {
        public World {
            models = Set.copyOf(models);
            Behaviour.parse(behaviour);
        }
    }

    /// An open simulator on any free port of 127.0.0.1, seed 0, unlimited speed, 1,000 requests remembered.
    public static SimOptions defaults() {
        return new SimOptions(
                new Listen("127.0.0.1", 0, 1, Optional.empty()),
                new World(0, "", Set.of(), InstantSource.system()),
                1_000);
    }

    /// These options with another host and port.
    public SimOptions listeningOn(String host, int port) {
        return new SimOptions(new Listen(host, port, listen.loops, listen.tls), world, remembered);
    }

    /// These options on several event loops.
    public SimOptions onLoops(int loops) {
        return new SimOptions(new Listen(listen.host, listen.port, loops, listen.tls), world, remembered);
    }

    /// These options with TLS and, by ALPN, HTTP/2.
    public SimOptions withTls(Path certificate, Path key) {
        Optional<Tls> tls = Optional.of(new Tls(certificate, key));
        return new SimOptions(new Listen(listen.host, listen.port, listen.loops, tls), world, remembered);
    }

    /// These options with another seed.
    public SimOptions withSeed(long seed) {
        return new SimOptions(listen, new World(seed, world.behaviour, world.models, world.clock), remembered);
    }

    /// These options with a default behaviour, in the grammar of the model name: `ttft=2s+tps=50`.
    public SimOptions withBehaviour(String behaviour) {
        return new SimOptions(listen, new World(world.seed, behaviour, world.models, world.clock), remembered);
    }

    /// These options with more model names; `*` makes every name known.
    public SimOptions withModels(Set<String> models) {
        return new SimOptions(listen, new World(world.seed, world.behaviour, models, world.clock), remembered);
    }

    /// These options with another clock, for answers whose timestamps do not change.
    public SimOptions withClock(InstantSource clock) {
        return new SimOptions(listen, new World(world.seed, world.behaviour, world.models, clock), remembered);
    }

    /// These options, remembering this many requests.
    public SimOptions remembering(int requests) {
        return new SimOptions(listen, world, requests);
    }
}
