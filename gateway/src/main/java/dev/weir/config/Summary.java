package dev.weir.config;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.route.VirtualModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a configuration amounts to, in lines for people.
public final class Summary {
    private Summary() {}

    public static List<String> of(Config config) {
        var lines = new ArrayList<String>();
        lines.add("Configured by " + config.source() + ".");
        config.endpoints().forEach(endpoint -> lines.add(provider(endpoint)));
        config.models().forEach(model -> lines.add(model(model)));
        lines.add(callers(config));
        lines.add("Listens on " + scheme(config) + config.front().listen() + "; admin on " + scheme(config)
                + config.front().admin() + ".");
        lines.addAll(config.remarks());
        return lines;
    }

    private static String scheme(Config config) {
        return config.front().tls() == null ? "http://" : "https://";
    }

    private static String provider(Endpoint endpoint) {
        var first = endpoint.doors().getFirst();
        var dialects = endpoint.doors().stream().map(Door::dialect).collect(Collectors.joining(", "));
        var where = endpoint.row().id().equals("sim") && first.base().getPort() == 0
                ? "in this process"
                : "at " + first.base();
        var keyless = first.credential() instanceof Credential.None ? ", no key" : "";
        return "Provider " + endpoint.id() + " " + where + " (" + dialects + keyless + ")";
    }

    private static String model(VirtualModel model) {
        var targets = model.targets().stream().map(target -> target.name()).collect(Collectors.joining(", then "));
        return "Model " + model.name() + ": " + targets;
    }

    private static String callers(Config config) {
        return switch (config.front().entry()) {
            case KEYED -> "Callers show a key of the configuration.";
            case LOOPBACK -> "Everybody on this machine may call; browsers' cross-site calls are refused.";
            case OPEN -> "Everybody who can reach it may call: no key is configured.";
        };
    }
}
