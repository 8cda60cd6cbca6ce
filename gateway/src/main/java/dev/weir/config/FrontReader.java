package dev.weir.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads who may call, from where, and how much: `listen`, `admin`, `open`, `tls`, `cors`, `limits`.
final class FrontReader {
    private static final HostPort LISTEN = new HostPort("127.0.0.1", 8080);
    private static final HostPort ADMIN = new HostPort("127.0.0.1", 8081);

    private final Notes notes;
    private final Values values;
    private final Flags flags;

    FrontReader(Notes notes, Values values, Flags flags) {
        this.notes = notes;
        this.values = values;
        this.flags = flags;
    }

    Front read(Section root, KeyState keys) {
        var admin = root.section("admin");
        admin.expect(Set.of("listen"), Map.of("key", "an admin key is not built"));
        var listen = new Spot(values.address(root, "listen", LISTEN), root.place("listen"), "listen");
        listen = over(listen, "WEIR_LISTEN", "--listen", flags.listen());
        var adminAt = new Spot(values.address(admin, "listen", ADMIN), admin.place("listen"), "admin.listen");
        adminAt = over(adminAt, "WEIR_ADMIN", "--admin", flags.admin());
        if (!adminAt.address().isLoopback()) {
            notes.wrong(
                    adminAt.place(),
                    adminAt.path(),
                    adminAt.address()
                            + " can be reached from other machines, and admin keys are not built in this version",
                    "Use a loopback address such as " + ADMIN);
        }
        if (listen.address().equals(adminAt.address()) && listen.address().port() != 0) {
            notes.wrong(adminAt.place(), adminAt.path(), "the same address as listen", "Give it a port of its own");
        }
        return new Front(
                listen.address(), adminAt.address(), entry(root, listen, keys), tls(root), origins(root), limits(root));
    }

    enum KeyState {
        NONE,
        SOME
    }

    /// An address and where it was said.
    private record Spot(HostPort address, Object place, String path) {}

    private Spot over(Spot below, String variable, String flag, @Nullable String flagged) {
        var set = notes.variable(variable);
        var withVariable = set == null ? below : parsed(below, set, "environment", variable);
        return flagged == null ? withVariable : parsed(withVariable, flagged, flag, below.path());
    }

    private Spot parsed(Spot below, String text, String place, String path) {
        var address = HostPort.parse(text);
        if (address.isEmpty()) {
            notes.wrong(place, path, "no address: " + text, "Write it like 127.0.0.1:8080 or [::1]:8080");
        }
        return address.map(at -> new Spot(at, place, path)).orElse(below);
    }

    private Front.Entry entry(Section root, Spot listen, KeyState keys) {
        var open = values.flag(root, "open");
        return switch (keys) {
            case SOME -> {
                if (open) {
                    notes.wrong(
                            root.place("open"),
                            "open",
                            "keys are configured, so it is not open",
                            "Keep one of the two");
                }
                yield Front.Entry.KEYED;
            }
            case NONE -> {
                if (open) {
                    yield Front.Entry.OPEN;
                }
                if (!listen.address().isLoopback()) {
                    notes.wrong(
                            listen.place(),
                            listen.path(),
                            listen.address() + " can be reached from other machines, and no key is configured",
                            "Add callers under `keys`, or say `open: true` if everybody may spend your money");
                }
                yield Front.Entry.LOOPBACK;
            }
        };
    }

    private Front.@Nullable Tls tls(Section root) {
        if (!root.has("tls")) {
            return null;
        }
        var tls = root.section("tls");
        tls.expect(Set.of("certificate", "key"), Map.of());
        var certificate = values.file(tls, "certificate");
        var key = values.file(tls, "key");
        if (certificate == null || key == null) {
            notes.wrong(root.place("tls"), "tls", "a certificate and a key belong together", "Say both, as PEM files");
            return null;
        }
        return new Front.Tls(certificate, key);
    }

    private List<String> origins(Section root) {
        var cors = root.section("cors");
        cors.expect(Set.of("origins"), Map.of());
        var origins = cors.texts("origins");
        for (var origin : origins) {
            if (!origin.value().matches("\\*|[a-z][a-z0-9+.-]*://[^/\\s]+")) {
                notes.wrong(origin, "no origin: " + origin.value(), "Write it like https://app.example.org, or \"*\"");
            }
        }
        return origins.stream().map(Text::value).toList();
    }

    private Front.Limits limits(Section root) {
        var limits = root.section("limits");
        limits.expect(Set.of("body", "answer", "header", "unread", "drain"), Map.of());
        var usual = Front.Limits.USUAL;
        return new Front.Limits(
                values.bytes(limits, "body", usual.bodyBytes(), 1L << 30),
                values.bytes(limits, "answer", usual.answerBytes(), 1L << 30),
                (int) values.bytes(limits, "header", usual.headerBytes(), 1L << 20),
                values.duration(limits, "unread", usual.unread()),
                values.duration(limits, "drain", usual.drain()));
    }
}
