package dev.weir;

import dev.weir.catalog.Endpoint;
import dev.weir.config.Config;
import dev.weir.config.Front;
import dev.weir.route.VirtualModel;
import java.util.stream.Collectors;

/// What `weir serve` says when it is up: what it found, where it listens, and the first command to try.
final class Greeting {
    private Greeting() {}

    static String of(Config config, int port, int adminPort) {
        Front front = config.front();
        String scheme = front.tls() == null ? "http" : "https";
        String host = front.listen().host().equals("0.0.0.0")
                ? "127.0.0.1"
                : front.listen().host();
        String base = scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        StringBuilder out = new StringBuilder();
        out.append("Weir ")
                .append(Version.current())
                .append(", configured by ")
                .append(config.source())
                .append('\n');
        out.append("  providers  ")
                .append(config.endpoints().stream()
                        .map(endpoint -> endpoint.id() + " (" + where(endpoint) + ")")
                        .collect(Collectors.joining(", ")))
                .append('\n');
        if (!config.models().isEmpty()) {
            out.append("  models     ")
                    .append(config.models().stream().map(VirtualModel::name).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        out.append("  callers    ").append(callers(front)).append('\n');
        out.append("  serving    ").append(base).append("/v1   (the base URL of an OpenAI SDK)\n");
        out.append("  metrics    ")
                .append(scheme)
                .append("://")
                .append(front.admin().host())
                .append(':')
                .append(adminPort)
                .append("/metrics\n");
        out.append("Try it:\n");
        out.append("  curl ").append(base).append("/v1/chat/completions \\\n");
        out.append("    -H 'content-type: application/json' \\\n");
        if (front.entry() == Front.Entry.KEYED) {
            out.append("    -H 'authorization: Bearer YOUR_KEY' \\\n");
        }
        out.append("    -d '{\"model\":\"")
                .append(firstModel(config))
                .append("\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}'\n");
        return out.toString();
    }

    private static String where(Endpoint endpoint) {
        var base = endpoint.doors().getFirst().base();
        return endpoint.row().id().equals("sim") ? "built in" : base.getAuthority();
    }

    private static String callers(Front front) {
        return switch (front.entry()) {
            case KEYED -> "those with a key";
            case LOOPBACK -> "everybody on this machine (no key is configured)";
            case OPEN -> "everybody, without a key (open: true)";
        };
    }

    private static String firstModel(Config config) {
        if (!config.models().isEmpty()) {
            return config.models().getFirst().name();
        }
        Endpoint first = config.endpoints().getFirst();
        if (!first.models().isEmpty()) {
            return first.id() + "/" + first.models().getFirst();
        }
        return switch (first.row().id()) {
            case "sim" -> "sim/gpt-sim";
            case "openai" -> "openai/gpt-4o-mini";
            case "anthropic" -> "anthropic/claude-haiku-4-5";
            case "google" -> "google/gemini-2.5-flash";
            default -> first.id() + "/MODEL";
        };
    }
}
