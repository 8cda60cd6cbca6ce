package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.flow.BreakerState;
import dev.weir.route.Distances;
import dev.weir.route.Slots;
import dev.weir.route.TargetHealth;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The health of the targets, for operators and for Prometheus.
final class TargetPages {
    private TargetPages() {}

    /// `GET /admin/v1/health`.
    static byte[] json(List<TargetHealth.View> views, List<Distances.View> distances) {
        ObjectNode out = Json.object();
        var targets = out.putArray("targets");
        for (TargetHealth.View view : views) {
            ObjectNode row = targets.addObject();
            row.put("target", view.name());
            row.put("origin", view.origin());
            if (view.region() != null) {
                row.put("region", view.region());
            }
            row.put("state", word(view.breaker()));
            String why = why(view.breaker());
            if (why != null) {
                row.put("why", why);
            }
            row.put("rests_ms", view.rests().toMillis());
            row.put("requests", view.requests());
            row.put("failures", view.failures());
            row.put("in_flight", view.inFlight());
            spread(row, "first_token_ms", view.firstToken());
            spread(row, "answer_ms", view.answer());
            if (view.tokensPerSecond() > 0) {
                row.put("tokens_per_second", view.tokensPerSecond());
            }
            row.put("probes", view.probes().sent());
            if (view.probes().tokens() > 0) {
                row.put("probe_tokens", view.probes().tokens());
                row.put("probe_usd", view.probes().cost().inDollars());
            }
            Slots.View places = view.places();
            if (places != null) {
                row.putObject("places")
                        .put("most", places.most())
                        .put("taken", places.taken())
                        .put("waiting", places.waiting())
                        .put("refused", places.refused());
            }
        }
        if (!distances.isEmpty()) {
            var addresses = out.putArray("addresses");
            distances.forEach(view -> address(addresses.addObject(), view));
        }
        return Json.bytes(out);
    }

    private static void address(ObjectNode row, Distances.View view) {
        row.put("provider", view.endpoint());
        row.put("origin", view.origin());
        if (view.region() != null) {
            row.put("region", view.region());
        }
        row.put("state", view.why() == null ? "within_reach" : "out_of_reach");
        if (view.why() != null) {
            row.put("why", view.why());
        }
        if (!Double.isNaN(view.millis())) {
            row.put("distance_ms", Math.round(view.millis() * 10) / 10.0);
        }
        row.put("measured_ms_ago", view.age().toMillis());
        row.put("measured", view.measured());
    }

    private static void spread(ObjectNode row, String name, TargetHealth.@Nullable Spread spread) {
        if (spread != null) {
            row.putObject(name)
                    .put("p50", spread.median().toMillis())
                    .put("p95", spread.p95().toMillis());
        }
    }

    private static String word(BreakerState state) {
        return switch (state) {
            case BreakerState.Closed _ -> "closed";
            case BreakerState.Open _ -> "open";
            case BreakerState.Probing _ -> "probing";
            case BreakerState.Ramping _ -> "half_open";
        };
    }

    private static @Nullable String why(BreakerState state) {
        return switch (state) {
            case BreakerState.Closed _ -> null;
            case BreakerState.Open open -> open.why();
            case BreakerState.Probing probing -> probing.why();
            case BreakerState.Ramping ramping -> ramping.why();
        };
    }

    /// Lines in Prometheus's text format.
    static String metrics(List<TargetHealth.View> views, List<Distances.View> distances) {
        StringBuilder out = new StringBuilder(metrics(views));
        if (!distances.isEmpty()) {
            family(
                    out,
                    "weir_address_distance_seconds",
                    "gauge",
                    "From a question to a provider's address to its answer.");
            for (Distances.View view : distances) {
                double seconds = view.why() != null ? Double.POSITIVE_INFINITY : view.millis() / 1e3;
                out.append("weir_address_distance_seconds{provider=\"")
                        .append(escaped(view.endpoint()))
                        .append("\",origin=\"")
                        .append(escaped(view.origin()))
                        .append("\"} ")
                        .append(Double.isInfinite(seconds) ? "+Inf" : String.format(Locale.ROOT, "%s", seconds))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private static String metrics(List<TargetHealth.View> views) {
        StringBuilder out = new StringBuilder();
        family(out, "weir_target_open", "gauge", "1 while a target's breaker keeps traffic away, 0.5 half open.");
        views.forEach(view -> line(
                out,
                "weir_target_open",
                view,
                switch (view.breaker()) {
                    case BreakerState.Closed _ -> 0;
                    case BreakerState.Ramping _ -> 0.5;
                    case BreakerState.Open _, BreakerState.Probing _ -> 1;
                }));
        family(out, "weir_target_in_flight", "gauge", "Attempts under way.");
        views.forEach(view -> line(out, "weir_target_in_flight", view, view.inFlight()));
        family(out, "weir_target_rests_seconds", "gauge", "How long a target rests because its provider said so.");
        views.forEach(view -> line(
                out, "weir_target_rests_seconds", view, (double) view.rests().toMillis() / 1e3));
        family(out, "weir_target_probes_total", "counter", "Probes sent to targets whose breaker was open.");
        views.forEach(view -> line(
                out, "weir_target_probes_total", view, (double) view.probes().sent()));
        family(out, "weir_target_probe_tokens_total", "counter", "Tokens that probes read and wrote.");
        views.forEach(view -> line(out, "weir_target_probe_tokens_total", view, (double)
                view.probes().tokens()));
        family(out, "weir_target_probe_usd_total", "counter", "What probes cost, where the price is known.");
        views.forEach(view -> line(
                out,
                "weir_target_probe_usd_total",
                view,
                view.probes().cost().inDollars().doubleValue()));
        places(out, views);
        return out.toString();
    }

    /// Of targets that take only so many requests at once.
    private static void places(StringBuilder out, List<TargetHealth.View> views) {
        family(out, "weir_target_places", "gauge", "Requests that a target takes at once.");
        places(out, "weir_target_places", views, Slots.View::most);
        family(out, "weir_target_places_taken", "gauge", "Places that are taken.");
        places(out, "weir_target_places_taken", views, Slots.View::taken);
        family(out, "weir_target_waiting", "gauge", "Requests in a target's queue.");
        places(out, "weir_target_waiting", views, Slots.View::waiting);
        family(out, "weir_target_refused_total", "counter", "Requests that found no place at a target.");
        places(out, "weir_target_refused_total", views, Slots.View::refused);
    }

    private static void places(
            StringBuilder out, String name, List<TargetHealth.View> views, ToLongFunction<Slots.View> value) {
        for (TargetHealth.View view : views) {
            Slots.View places = view.places();
            if (places != null) {
                line(out, name, view, (double) value.applyAsLong(places));
            }
        }
    }

    private static void family(StringBuilder out, String name, String kind, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    }

    private static void line(StringBuilder out, String name, TargetHealth.View view, double value) {
        out.append(name)
                .append("{target=\"")
                .append(escaped(view.name()))
                .append("\",origin=\"")
                .append(escaped(view.origin()))
                .append("\"} ")
                .append(String.format(Locale.ROOT, "%s", value))
                .append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
