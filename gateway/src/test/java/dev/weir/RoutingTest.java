package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Care;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Choice;
import dev.weir.route.Demands;
import dev.weir.route.Group;
import dev.weir.route.Resilience;
import dev.weir.route.Sticky;
import dev.weir.route.Strategy;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import dev.weir.route.Ways;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Where requests go, asked through a running gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        upstream.answer(Script.json(200, ANSWER));
        var endpoints = Stream.of("a", "b", "c")
                .map(id -> TestGateway.endpoint(id, "openai-compatible", upstream.url()))
                .toList();
        List<Choice> choices = endpoints.stream()
                .<Choice>map(endpoint -> new Choice.One(new Target(endpoint, "m")))
                .toList();
        gateway = TestGateway.start(
                endpoints,
                List.of(
                        model("turns", Ways.ROUND_ROBIN, Sticky.TO_NOTHING, choices),
                        model("kept", Ways.WEIGHTED, new Sticky.Conversation(), choices),
                        model("session", Ways.WEIGHTED, new Sticky.Header("X-Session"), choices)));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static VirtualModel model(String name, Strategy strategy, Sticky sticky, List<Choice> choices) {
        return new VirtualModel(
                name,
                new Group(name, strategy, sticky, choices),
                Demands.NONE,
                null,
                Deadlines.NONE,
                Care.USUAL,
                Resilience.USUAL);
    }

    private static String target(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-weir-target").orElseThrow();
    }

    private String ask(String model, String words) throws Exception {
        return target(gateway.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}"));
    }

    private String askIn(String session) throws Exception {
        return target(gateway.client()
                .send(
                        gateway.request("/v1/chat/completions")
                                .header("x-session", session)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"session\",\"messages\":[]}"))
                                .build(),
                        BodyHandlers.ofString()));
    }

    @Test
    void aSessionKeepsToItsTarget() throws Exception {
        var all = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            all.add(askIn("session " + i));
            assertThat(askIn("session " + i)).isEqualTo(all.getLast());
        }
        assertThat(all).containsOnly("a/m", "b/m", "c/m").hasSizeGreaterThan(1);
    }

    @Test
    void targetsTakeTurns() throws Exception {
        var targets = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            targets.add(ask("turns", "hello"));
        }
        assertThat(targets).containsExactly("a/m", "b/m", "c/m", "a/m", "b/m", "c/m");
    }

    @Test
    void aConversationKeepsToItsTarget() throws Exception {
        var all = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            var first = ask("kept", "conversation " + i);
            all.add(first);
            var more = gateway.chat("{\"model\":\"kept\",\"messages\":[{\"role\":\"user\",\"content\":\"conversation "
                    + i + "\"},{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"on\"}]}");
            assertThat(target(more)).isEqualTo(first);
        }
        assertThat(all).containsOnly("a/m", "b/m", "c/m").hasSizeGreaterThan(1);
    }
}
