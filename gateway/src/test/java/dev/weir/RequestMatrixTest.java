package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Detail;
import dev.weir.chat.Loss;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Setting;
import dev.weir.chat.Tool;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The same requests of a client of each dialect to a provider of each: what is asked is in the provider's request, as
/// that dialect's own reader takes it, or among the losses.
class RequestMatrixTest {
    static Stream<Arguments> cells() {
        return Stream.of(RequestScene.values())
                .flatMap(scene -> Stream.of(MatrixDialect.values())
                        .flatMap(client -> Stream.of(MatrixDialect.values())
                                .map(provider -> Arguments.of(scene, client, provider))));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatIsAskedReachesTheProviderOrTheLosses(RequestScene scene, MatrixDialect client, MatrixDialect provider) {
        ChatRequest asked = client.request(client.asked(scene.asked(client.issuer)));
        Encoded sent = provider.sent(asked);
        Map<String, List<String>> arrived = facts(provider.request(Json.bytes(sent.body())));
        List<String> silent = new ArrayList<>();
        facts(asked).forEach((fact, places) -> {
            if (!arrived.containsKey(fact) && sent.losses().stream().noneMatch(loss -> tells(loss, places))) {
                silent.add(fact + " at " + places);
            }
        });
        assertThat(silent).as("of %s", sent).isEmpty();
    }

    /// What a client can say of a scene in its own dialect, so that no cell is empty.
    @ParameterizedTest
    @MethodSource("said")
    void whatADialectCanSayItsOwnProvidersHear(RequestScene scene, MatrixDialect dialect) {
        ChatRequest asked = dialect.request(dialect.asked(scene.asked(dialect.issuer)));
        ChatRequest again = dialect.request(dialect.asked(asked));

        assertThat(facts(again).keySet()).isEqualTo(facts(asked).keySet());
        assertThat(facts(asked)).isNotEmpty();
    }

    static Stream<Arguments> said() {
        return Stream.of(RequestScene.values())
                .flatMap(scene -> Stream.of(MatrixDialect.values()).map(dialect -> Arguments.of(scene, dialect)));
    }

    private static boolean tells(Loss loss, List<String> places) {
        return loss.verdict() != Loss.Verdict.ADDED
                && !loss.path().isEmpty()
                && places.stream()
                        .filter(place -> !place.isEmpty())
                        .anyMatch(place -> loss.path().startsWith(place) || place.startsWith(loss.path()));
    }

    /// What a request asks, and where in the client's body it stands.
    private static Map<String, List<String>> facts(ChatRequest request) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                String own = part.marks().extras().at();
                Place at = new Place(request, own.isEmpty() ? turn.at() : own, out);
                part(who(turn.role()), part, at, names);
                cached(part, at);
            }
        }
        settings(request, out);
        return out;
    }

    /// A system turn in mid-conversation may become the user's words, and is told there.
    private static String who(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "system";
            case USER, TOOL -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    private record Place(ChatRequest request, String at, Map<String, List<String>> out) {
        private void add(String fact) {
            out.put(fact, List.of(at));
        }

        private void add(String fact, Detail detail) {
            out.put(fact, List.of(request.wording().path(at, detail)));
        }
    }

    private static void part(String who, Part part, Place at, Map<String, String> names) {
        Seal seal = part.marks().seal();
        if (seal != null) {
            at.add("seal " + seal.opaque(), Detail.SEAL);
        }
        switch (part) {
            case Part.Text text -> at.add(who + " says " + text.text());
            case Part.Refusal refusal -> at.add(who + " refuses " + refusal.text());
            case Part.Media media -> at.add(who + " shows " + media.kind() + " " + media.source());
            case Part.Thought thought -> at.add("thinks " + thought.text());
            case Part.ToolCall call -> {
                names.put(call.id(), call.name());
                at.add("calls " + call.name() + Json.text(Objects.requireNonNull(Json.readOrNull(call.input()))));
            }
            case Part.ToolResult result -> {
                String name = "result of " + names.get(result.callId());
                result.parts().forEach(inner -> {
                    String own = inner.marks().extras().at();
                    part(name, inner, own.isEmpty() ? at : new Place(at.request, own, at.out), names);
                });
                if (result.outcome() == Part.Outcome.ERROR) {
                    at.add(name + " is an error", Detail.ERROR);
                }
            }
            case Part.HostedCall call -> at.add("ran " + call.name());
            case Part.HostedResult result -> at.add("brought " + result.content());
            case Part.Foreign foreign -> at.add("foreign " + foreign.raw());
        }
    }

    private static void cached(Part part, Place at) {
        CacheMark mark = part.marks().cache();
        if (mark != null && part instanceof Part.Text text) {
            at.add("keeps up to " + text.text(), Detail.CACHE);
            if (mark.ttl() != null) {
                at.add("keeps up to " + text.text() + " for " + mark.ttl(), Detail.CACHE);
            }
        }
    }

    private static void settings(ChatRequest request, Map<String, List<String>> out) {
        Bounds bounds = request.bounds();
        if (bounds.choices() != null && bounds.choices() > 1) {
            setting(request, out, "choices " + bounds.choices(), Setting.CHOICES);
        }
        if (bounds.topLogprobs() != null) {
            setting(request, out, "weighs " + bounds.topLogprobs(), Setting.LOGPROBS);
        }
        if (!bounds.stop().isEmpty()) {
            setting(request, out, "stops at " + bounds.stop(), Setting.STOP);
        }
        if (bounds.maxOutputTokens() != null) {
            setting(request, out, "at most " + bounds.maxOutputTokens(), Setting.MAX_TOKENS);
        }
        if (request.output() instanceof OutputShape.JsonSchema schema) {
            setting(request, out, "in the form " + sorted(schema.schema()), Setting.OUTPUT_SCHEMA, Setting.OUTPUT);
        }
        for (Tool tool : request.tools().tools()) {
            if (tool instanceof Tool.Function function) {
                setting(
                        request,
                        out,
                        "offers " + function.name() + " " + function.description() + " " + sorted(function.schema()),
                        Setting.TOOLS);
            }
        }
    }

    /// JSON in one order, whatever order it came in.
    private static String sorted(@Nullable JsonNode json) {
        if (json == null || !json.isContainer()) {
            return String.valueOf(json);
        }
        Map<String, String> members = new TreeMap<>();
        int at = 0;
        for (JsonNode element : json.isArray() ? json : Json.array()) {
            members.put("" + at++, sorted(element));
        }
        if (json.isObject()) {
            json.forEachEntry((name, value) -> members.put(name, sorted(value)));
        }
        return members.toString();
    }

    private static void setting(ChatRequest request, Map<String, List<String>> out, String fact, Setting... settings) {
        out.put(
                fact,
                Stream.of(settings).map(each -> request.wording().path(each)).toList());
    }
}
