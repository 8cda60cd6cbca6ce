package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One upstream as the suite sees it.
///
/// @param url the base URL without version
/// @param key a key that is accepted
/// @param sim the simulator's URL
record Target(String url, String key, String sim, String upstream, String model) {
    /// The name of the simulator itself among the upstreams.
    static final String SIMULATOR = "sim";

    /// Whose API an upstream is, in a sentence.
    private static final Map<String, String> MAKERS = Map.of(
            "openai", "OpenAI Chat",
            "responses", "OpenAI Responses",
            "anthropic", "Anthropic",
            "gemini", "Gemini",
            "cohere", "Cohere");

    static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// Whether the SDK talks to the simulator itself, with no gateway between.
    boolean direct() {
        return upstream.equals(SIMULATOR);
    }

    /// Whose API it is, in a sentence.
    String maker() {
        return MAKERS.getOrDefault(upstream, "the simulator");
    }

    /// What says that the upstream's dialect has no such thing, once the answer's headers have said so.
    Unsupported lacks(List<String> losses, String pointer, String words) {
        assertThat(losses.stream().flatMap(line -> Arrays.stream(line.split(","))))
                .anyMatch(one -> one.startsWith(pointer));
        return new Unsupported(maker() + " " + words + "; x-weir-loss says so");
    }

    /// The model's name with options of the simulator, for example `tokens=60`.
    String behaving(String... options) {
        return model + "+" + String.join("+", options);
    }

    /// A model's full name where the suite is told a provider; the simulator itself has none.
    String named(String name) {
        return model.isEmpty() ? name : model + "/" + name;
    }

    /// Another model name at the same provider.
    String sibling(String name) {
        return model.substring(0, model.lastIndexOf('/') + 1) + name;
    }

    /// What a provider does to a stream that does not end well. Without a gateway a cut connection is no typed error.
    List<String> faultsInStream() {
        return direct() ? List.of("error-event@20") : List.of("error-event@20", "cut@20", "truncate@20");
    }

    static String marker() {
        return "marker-" + UUID.randomUUID();
    }

    /// What the simulator received that holds the marker, newest last.
    List<JsonNode> requestsWith(String marker) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(sim + "/sim/requests?last=1000&holding=" + marker))
                .timeout(Duration.ofSeconds(5));
        var answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        return JSON.readTree(answer).valueStream().toList();
    }

    /// Checks that a conversation of three turns and a system prompt, all marked, came in order.
    void sawTurns(String mark) throws IOException, InterruptedException {
        var body = requestsWith(mark).getLast().path("body").asString();
        assertThat(body).contains(mark + "-system");
        assertThat(body).containsSubsequence(mark + "-first", mark + "-answer", mark + "-second");
    }

    /// Waits until the simulator has seen the client of the marked request go away.
    void awaitAborted(String marker) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (true) {
            var found = requestsWith(marker);
            if (!found.isEmpty()
                    && found.stream().allMatch(one -> one.path("aborted").asBoolean())) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the provider saw no cancellation within 3 s: " + found);
            }
            Thread.sleep(20);
        }
    }
}
