package dev.weir.route;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Handling;
import dev.weir.chat.Care;
import dev.weir.chat.Part.MediaKind;
import dev.weir.dialect.RequestProbe.Way;
import dev.weir.flow.Deadlines;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Endpoints, models and requests to plan with: no socket is opened.
final class Ground {
    static final Catalog CATALOG = Catalog.builtIn();
    static final Set<String> DIALECTS = Set.of("openai-chat", "openai-responses", "anthropic-messages", "gemini");

    private Ground() {}

    static Endpoint endpoint(String id, String like) {
        return endpoint(id, like, null, Handling.UNKNOWN);
    }

    static Endpoint endpoint(String id, String like, @Nullable String region, Handling handling) {
        var row = CATALOG.row(like).orElseThrow();
        var doors = row.surfaces().stream()
                .map(surface -> new Door(
                        surface, URI.create("https://h.example/v1"), Map.of(), Map.of(), new Credential.None()))
                .toList();
        var names = new HashSet<>(row.about().aliases());
        names.add(id);
        return new Endpoint(id, names, row, doors, List.of(), region, handling, Deadlines.NONE);
    }

    static Target target(String id) {
        return new Target(endpoint(id, "openai-compatible"), "m");
    }

    static VirtualModel model(Group group, Demands demands) {
        return new VirtualModel("smart", group, demands, null, Deadlines.NONE, Care.USUAL, Resilience.USUAL);
    }

    static Planner planner(VirtualModel... models) {
        return new Planner(
                new ModelNames(
                        CATALOG, List.of(endpoint("openai", "openai"), endpoint("groq", "groq")), List.of(models)),
                DIALECTS,
                new HealthBook());
    }

    static Query query(Facts facts, Vitals vitals, long seed, long turn) {
        return new Query(facts, Way.ANY, Guidance.NONE, vitals, new Query.Chance(seed, turn), Query.Checks.NONE);
    }

    static Plan plan(Planner planner, Query query) {
        return ((Planner.Planned.Ready) planner.plan(query)).plan();
    }

    static List<String> order(Plan plan) {
        return plan.steps().stream().map(step -> step.target().name()).toList();
    }

    /// A request for `smart`.
    record Asked(
            long tokens,
            @Nullable Integer maxTokens,
            int tools,
            Set<MediaKind> media,
            boolean structured,
            Map<String, String> headers,
            String key,
            String opening)
            implements Facts {
        static final Asked PLAIN = new Asked(100, null, 0, Set.of(), false, Map.of(), "open", "");

        static Asked of(long tokens, int tools, Set<MediaKind> media, boolean structured) {
            return new Asked(tokens, null, tools, media, structured, Map.of(), "open", "");
        }

        static Asked opening(String opening) {
            return new Asked(100, null, 0, Set.of(), false, Map.of(), "open", opening);
        }

        @Override
        public String model() {
            return "smart";
        }

        @Override
        public String dialect() {
            return "openai-chat";
        }

        @Override
        public boolean streamed() {
            return false;
        }

        @Override
        public int images() {
            return media.contains(MediaKind.IMAGE) ? 1 : 0;
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public String team() {
            return "";
        }

        @Override
        public Instant at() {
            return Instant.EPOCH;
        }
    }
}
