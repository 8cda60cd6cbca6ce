package dev.weir;

import java.util.List;
import java.util.stream.Stream;

/// The table of the house: which package stands on which floor, and what it may use.
///
/// Arrows point down only. A new package gets a row here; [FloorsTest] holds the code to the table and the README's
/// picture is drawn from it.
final class Floors {
    private static final String ROOT = "dev.weir";
    private static final String JDK = "java";
    private static final String TLS = "javax.net.ssl";
    private static final List<String> JSON = List.of("tools.jackson", "com.fasterxml.jackson.annotation");
    private static final List<String> NET = List.of("io.vertx", "io.netty", TLS);

    /// What may be used everywhere.
    private static final List<String> ANYWHERE = List.of(JDK, "javax.crypto", "org.jspecify.annotations");

    static final List<Floor> TABLE = List.of(
            floor(6, "root", "Main and the commands, Wiring: the only place that sees everything")
                    .over("server", "config", "store", "sim", "route", "provider", "http", "ledger", "vault", "feed")
                    .over("shape", "dialect", "dialect.*", "catalog", "chat", "wire", "flow")
                    .with(JSON)
                    .with(NET)
                    .with("io.micrometer", "picocli"),
            floor(5, "server", "the HTTP front door: client endpoints, authentication, metrics, health")
                    .over("route", "http", "ledger", "vault", "dialect", "dialect.*", "catalog", "chat", "wire", "flow")
                    .with(JSON)
                    .with(NET)
                    .with("io.micrometer"),
            floor(5, "config", "what the user set: file, environment and flags, read into one tree")
                    .over("route", "ledger", "vault", "catalog", "chat", "flow")
                    .with(JSON)
                    .with("org.snakeyaml.engine"),
            floor(5, "store", "databases behind the ports that lower packages declare")
                    .over("route", "provider", "ledger", "vault", "dialect", "catalog", "chat", "wire", "flow")
                    .with(JSON),
            floor(5, "sim", "the simulated providers, never from Weir's own codecs")
                    .over("wire")
                    .with(JSON)
                    .with(NET),
            floor(4, "route", "one exchange: plan, attempt, retry, fall back, meter")
                    .over("provider", "http", "ledger", "vault", "shape")
                    .over("dialect", "dialect.*", "catalog", "chat", "wire", "flow")
                    .with("dev.cel", "com.google.common.collect")
                    .with(JSON)
                    .with(NET),
            floor(3, "provider", "speaks to one upstream: its answers and failures, frame relay, translation")
                    .over("http", "dialect", "dialect.*", "catalog", "chat", "wire", "flow")
                    .with(JSON)
                    .with(NET),
            floor(3, "ledger", "who may spend what: keys, teams, budgets, holds, usage records, money")
                    .over("catalog", "chat", "flow")
                    .with(JSON),
            floor(3, "vault", "what is kept between requests: ids' owners, answers, reasoning; the port to its store")
                    .over("dialect", "chat", "wire")
                    .with(JSON)
                    .pure(),
            floor(3, "shape", "answers whose form no target enforces: checked, freed of what stands round them")
                    .over("dialect", "chat", "wire")
                    .with(JSON)
                    .with("com.networknt.schema"),
            floor(3, "feed", "lists of models that others publish: read, and compared with the catalog")
                    .over("catalog", "chat")
                    .with(JSON)
                    .pure(),
            floor(2, "dialect", "what every wire format shares")
                    .over("chat", "wire")
                    .with(JSON)
                    .pure(),
            floor(2, "dialect.*", "one wire format each: request, response, stream and error codecs")
                    .over("dialect", "chat", "wire")
                    .with(JSON)
                    .pure(),
            floor(2, "catalog", "models, prices, limits, traits, provider rows")
                    .over("chat", "wire", "flow")
                    .with(JSON)
                    .pure(),
            floor(1, "chat", "the canonical records: request, parts, stream events, usage, failure, loss")
                    .with(JSON)
                    .pure(),
            floor(1, "http", "HTTP/1.1 and HTTP/2 on an event loop: a client that keeps connections, a server; TLS")
                    .over("wire")
                    .with(NET),
            floor(0, "wire", "bytes: server-sent events, JSON probe and splice, size limits")
                    .with(JSON)
                    .pure(),
            floor(0, "flow", "pure flow control: breaker, token bucket, concurrency limit, back-off")
                    .pure());

    private Floors() {}

    /// One row: `name` is the package below `dev.weir`, `x.*` every package directly below `x`, `root` the root itself.
    record Floor(int level, String name, String holds, List<String> below, List<String> libraries, Touch touch) {
        Floor over(String... packages) {
            return new Floor(level, name, holds, joined(below, List.of(packages)), libraries, touch);
        }

        Floor with(String... prefixes) {
            return with(List.of(prefixes));
        }

        Floor with(List<String> prefixes) {
            return new Floor(level, name, holds, below, joined(libraries, prefixes), touch);
        }

        Floor pure() {
            return new Floor(level, name, holds, below, libraries, Touch.PURE);
        }

        boolean covers(String ofWeir) {
            if (name.equals("root")) {
                return ofWeir.equals(ROOT);
            }
            if (name.endsWith(".*")) {
                String parent = ROOT + "." + name.substring(0, name.length() - 1);
                return ofWeir.startsWith(parent) && ofWeir.indexOf('.', parent.length()) < 0;
            }
            return ofWeir.equals(ROOT + "." + name);
        }

        boolean mayUse(String other) {
            if (isOfWeir(other)) {
                return floorOf(other).map(Floor::name).anyMatch(below::contains);
            }
            return Stream.concat(ANYWHERE.stream(), libraries.stream()).anyMatch(prefix -> lies(other, prefix));
        }
    }

    /// Whether a package may touch the world: sockets, threads, clock, randomness, files.
    enum Touch {
        PURE,
        WORLDLY
    }

    static boolean isOfWeir(String name) {
        return lies(name, ROOT);
    }

    /// The row of a package of ours; none when it has no floor.
    static Stream<Floor> floorOf(String name) {
        return TABLE.stream().filter(floor -> floor.covers(name));
    }

    /// Whether a class of one package may use a class of another.
    static boolean allows(String from, String to) {
        return from.equals(to) || floorOf(from).anyMatch(floor -> floor.mayUse(to));
    }

    /// The picture of the README.
    static String picture() {
        int names = widest(TABLE.stream().map(Floor::name));
        int holdings = widest(TABLE.stream().map(Floor::holds));
        var lines = new StringBuilder("```text\n");
        int level = Integer.MAX_VALUE;
        for (Floor floor : TABLE) {
            boolean first = floor.level != level;
            level = floor.level;
            String number = first ? Integer.toString(level) : " ";
            String arrow = floor.below.isEmpty() ? "" : "  ─► " + inWords(floor);
            String line = number + "  " + padded(floor.name, names) + "  " + padded(floor.holds, holdings) + arrow;
            lines.append(line.stripTrailing()).append('\n');
        }
        return lines.append("```").toString();
    }

    private static String inWords(Floor floor) {
        var left = TABLE.stream()
                .filter(other -> other.level < floor.level && !floor.below.contains(other.name))
                .map(Floor::name)
                .toList();
        return switch (left.size()) {
            case 0 -> "all below";
            case 1 -> "all below but " + left.getFirst();
            default -> String.join(", ", floor.below);
        };
    }

    private static Floor floor(int level, String name, String holds) {
        return new Floor(level, name, holds, List.of(), List.of(), Touch.WORLDLY);
    }

    private static boolean lies(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static int widest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
