package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a caller's key confines, whatever the request says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfinedKeysTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String CONFIG = """
            providers:
              alpha: { like: openai-compatible, url: "${UP}/alpha", key: k, models: [ m ] }
              gamma: { like: openai-compatible, url: "${UP}/gamma", key: k, models: [ m ], data: { cleared: [ personal ] } }
              world: { like: openai-compatible, key: k, probe: false, models: [ m ], regions: { eu: "${UP}/eu", us: "${UP}/us" } }
            models:
              group:
                targets: [ world/m, alpha/m, gamma/m ]
                shadow: { target: alpha/m }
            keys:
              - { name: few, key: secret-few, models: [ group, alpha/m ] }
              - { name: europe, key: secret-europe, region: eu }
              - { name: patients, key: secret-patients, data: personal }
            """;

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        gateway = TestGateway.start(CONFIG, folder, upstream.url());
    }

    @BeforeEach
    void everybodyAnswers() {
        upstream.answer(_ -> Script.json(200, ANSWER));
        upstream.forget();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private HttpResponse<String> ask(String key, String model, String more) throws Exception {
        var body = "{\"model\":\"" + model + "\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        var request = gateway.request("/v1/chat/completions")
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.client().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aKeyReachesNoProviderThatItMayNotUse() throws Exception {
        var answer = ask("secret-few", "alpha/m", ",\"provider\":{\"order\":[\"gamma\"]}");
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue("alpha/m");
        assertThat(ask("secret-few", "alpha/m", ",\"provider\":{\"only\":[\"gamma\"]}")
                        .body())
                .contains("the caller's key may not use it");
        assertThat(ask("secret-few", "group", ",\"provider\":{\"order\":[\"gamma\"]}")
                        .headers()
                        .firstValue("x-weir-target"))
                .hasValue("gamma/m");
        assertThat(ask("secret-few", "group", ",\"models\":[\"gamma/m\"]").statusCode())
                .isEqualTo(403);
        assertThat(ask("secret-few", "gamma/m", "").body()).contains("`few` may not use the model `gamma/m`. Ask");
    }

    @Test
    void aKeyThatMayUseAModelMayUseItWithASuffix() throws Exception {
        assertThat(ask("secret-few", "alpha/m:floor", "").headers().firstValue("x-weir-target"))
                .hasValue("alpha/m");
        assertThat(ask("secret-few", "group:nitro", "").statusCode()).isEqualTo(200);
        assertThat(ask("secret-few", "group", ",\"models\":[\"alpha/m:floor\"]").statusCode())
                .isEqualTo(200);
        assertThat(ask("secret-few", "group", ",\"models\":[\"alpha/m\",\"gamma/m:floor\"]")
                        .body())
                .contains("may not use the model `gamma/m:floor` (models[1])");
        assertThat(ask("secret-few", "gamma/m:nitro", "").statusCode()).isEqualTo(403);
        assertThat(explain("{\"model\":\"gamma/m\",\"key\":\"few\"}")).contains("may not use the model");
        assertThat(explain("{\"model\":\"world/m\",\"key\":\"europe\"}")).contains("world@eu/m", "answers in us");
    }

    private String explain(String body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/explain"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return gateway.client().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void aKeyOfARegionNeverLeavesIt() throws Exception {
        upstream.answer(received -> Script.json(received.path().startsWith("/eu") ? 503 : 200, ANSWER));
        for (var more : new String[] {
            "",
            ",\"models\":[\"alpha/m\",\"gamma/m\"]",
            ",\"provider\":{\"sort\":\"price\"}",
            ",\"provider\":{\"order\":[\"alpha\"]}"
        }) {
            for (var model : new String[] {"group", "world/m", "m", "world@eu/m"}) {
                assertThat(ask("secret-europe", model, more).statusCode()).isGreaterThanOrEqualTo(400);
            }
        }
        assertThat(ask("secret-europe", "alpha/m", "").statusCode()).isEqualTo(400);
        assertThat(ask("secret-europe", "world@us/m", "").statusCode()).isEqualTo(400);
        assertThat(upstream.received())
                .isNotEmpty()
                .allMatch(received -> received.path().startsWith("/eu"));
    }

    @Test
    void dataOfAClassGoesWhereItIsClearedFor() throws Exception {
        assertThat(ask("secret-patients", "group", "").headers().firstValue("x-weir-target"))
                .hasValue("gamma/m");
        assertThat(upstream.received()).allMatch(received -> received.path().startsWith("/gamma"));
    }
}
