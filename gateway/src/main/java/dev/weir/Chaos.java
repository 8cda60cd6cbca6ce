package dev.weir;

import dev.weir.catalog.Auth;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Secret;
import dev.weir.chat.Delivery;
import dev.weir.config.Config;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import dev.weir.sim.SimOptions;
import dev.weir.sim.Simulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Plays faults against a configuration: its models with their order, limits and ways of coping, on the simulator
/// instead of the providers. Of each model the first target has the fault, the others are well. Nobody is called.
final class Chaos {
    /// What became of one request.
    ///
    /// @param attempts as the receipt counts them, those of a rescue included
    /// @param answeredBy the target that had the last word, or empty
    /// @param how it came to that, where it is no plain answer; else empty
    record Result(
            String model,
            ChaosFault fault,
            Delivery delivery,
            Verdict verdict,
            int status,
            int attempts,
            String answeredBy,
            String how,
            long millis) {}

    enum Verdict {
        /// The whole answer.
        WHOLE,
        /// An error that says what is wrong.
        ERROR,
        /// The beginning of an answer, and behind it an error that says what is wrong.
        PART_THEN_ERROR,
        /// Neither: this must not be.
        WRONG;

        /// For people.
        String words() {
            return switch (this) {
                case WHOLE -> "all of it";
                case ERROR -> "an error";
                case PART_THEN_ERROR -> "part, an error";
                case WRONG -> "neither";
            };
        }
    }

    private static final int TOKENS = 60;
    private static final String WARM_UP = "chaos-warm-up";

    private final Config config;
    private final Duration most;

    /// @param most that any limit of the configuration may last
    Chaos(Config config, Duration most) {
        this.config = config;
        this.most = most;
    }

    /// A case as a model of its own, so that no breaker knows of another case.
    ///
    /// @param played by whose targets in the place of the real ones
    private record Case(VirtualModel real, VirtualModel played, ChaosFault fault, Delivery delivery) {
        /// The name of the real target that one of the simulator's stands for.
        String real(String simulated) {
            for (int i = 0; i < played.targets().size(); i++) {
                if (played.targets().get(i).name().equals(simulated)) {
                    return real.targets().get(i).name();
                }
            }
            return simulated;
        }
    }

    List<Result> run(List<VirtualModel> models) throws Exception {
        Vertx vertx = Gateway.loops();
        Path scratch = Files.createTempDirectory("weir-chaos");
        try (HttpClient client = HttpClient.newHttpClient()) {
            Simulator simulator = await(Simulator.start(vertx, SimOptions.defaults()));
            List<Case> cases = cases(models, URI.create("http://127.0.0.1:" + simulator.port()));
            List<VirtualModel> played =
                    new ArrayList<>(cases.stream().map(Case::played).toList());
            played.add(patient(played.getFirst()));
            Config rehearsal = config.rehearsing(scratch, played);
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            Gateway gateway = await(Gateway.start(vertx, rehearsal, Config::names, nowhere));
            List<Result> results = new ArrayList<>();
            // The first requests of a process are slow, and no target is to be blamed for that.
            for (Delivery delivery : List.of(Delivery.WHOLE, Delivery.STREAM, Delivery.WHOLE, Delivery.STREAM)) {
                send(client, gateway.port(), WARM_UP, delivery);
            }
            for (Case each : cases) {
                results.add(ask(client, gateway.port(), each));
            }
            await(gateway.shutdown());
            return results;
        } finally {
            await(vertx.close());
            remove(scratch);
        }
    }

    private static VirtualModel patient(VirtualModel well) {
        return new VirtualModel(WARM_UP, well.targets(), Deadlines.USUAL, well.care(), well.resilience());
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private List<Case> cases(List<VirtualModel> models, URI origin) {
        List<Case> cases = new ArrayList<>();
        for (VirtualModel model : models) {
            for (ChaosFault fault : ChaosFault.ALL) {
                for (Delivery delivery : List.of(Delivery.WHOLE, Delivery.STREAM)) {
                    String name = "chaos-" + cases.size();
                    List<Target> targets = new ArrayList<>();
                    for (Target target : model.targets()) {
                        String behaviour =
                                targets.isEmpty() && !fault.directive().isEmpty()
                                        ? "+" + fault.directive() + "+key=" + name
                                        : "";
                        targets.add(simulated(target.endpoint(), behaviour, origin));
                    }
                    VirtualModel played = new VirtualModel(
                            name, targets, hurried(model.deadlines()), model.care(), model.resilience());
                    cases.add(new Case(model, played, fault, delivery));
                }
            }
        }
        return cases;
    }

    /// A target as the simulator plays it, in the first dialect that it speaks.
    private Target simulated(Endpoint real, String behaviour, URI origin) {
        Endpoint sim = config.catalog()
                .row("sim")
                .map(row -> new Endpoint(
                        real.id(),
                        Set.of(real.id()),
                        row,
                        doors(row, real.doors().getFirst().dialect(), origin),
                        List.of(),
                        real.region(),
                        Deadlines.NONE))
                .orElseThrow();
        String family = switch (sim.doors().getFirst().dialect()) {
            case "anthropic-messages" -> "claude-sim";
            case "gemini" -> "gemini-sim";
            default -> "gpt-sim";
        };
        return new Target(sim, family + "+tokens=" + TOKENS + behaviour);
    }

    private static List<Door> doors(ProviderRow row, String wanted, URI origin) {
        List<Door> all = row.surfaces().stream()
                .map(surface -> new Door(
                        surface,
                        origin.resolve(surface.dialect().equals("gemini") ? "/v1beta" : "/v1"),
                        Map.of(),
                        surface.headers(),
                        credential(surface.auth())))
                .toList();
        List<Door> same =
                all.stream().filter(door -> door.dialect().equals(wanted)).toList();
        return same.isEmpty() ? List.of(all.getFirst()) : same;
    }

    private static Credential credential(Auth auth) {
        return auth instanceof Auth.Header header
                ? new Credential.Header(header.name(), new Secret(header.prefix() + "chaos"))
                : new Credential.None();
    }

    private Deadlines hurried(Deadlines said) {
        return new Deadlines(
                shorter(said.connect()),
                shorter(said.firstToken()),
                shorter(said.betweenTokens()),
                shorter(said.answer()),
                said.total());
    }

    private Duration shorter(@Nullable Duration said) {
        return said == null || said.compareTo(most) > 0 ? most : said;
    }

    private static HttpResponse<String> send(HttpClient client, int port, String model, Delivery delivery)
            throws Exception {
        String body = "{\"model\":\"" + model
                + "\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}]"
                + (delivery == Delivery.WHOLE ? "}" : ",\"stream\":true}");
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .timeout(Duration.ofMinutes(11))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Result ask(HttpClient client, int port, Case of) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> answer = send(client, port, of.played().name(), of.delivery());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        JsonNode receipt = receipt(client, port, answer);
        JsonNode attempts = receipt.path("attempts");
        String last = attempts.path(attempts.size() - 1).path("reason").asString("");
        return new Result(
                of.real().name(),
                of.fault(),
                of.delivery(),
                verdict(answer),
                answer.statusCode(),
                attempts.size(),
                of.real(receipt.path("target").asString("")),
                last.contains("rescue") ? last.substring(last.indexOf("rescue")) : "",
                millis);
    }

    private static JsonNode receipt(HttpClient client, int port, HttpResponse<String> answer) throws Exception {
        String id = answer.headers().firstValue("x-weir-request-id").orElse("none");
        String receipt = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/weir/receipts/" + id))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        JsonNode read = Json.readOrNull(receipt);
        return read == null ? Json.object() : read;
    }

    private static Verdict verdict(HttpResponse<String> answer) {
        String body = answer.body();
        boolean streamed =
                answer.headers().firstValue("content-type").orElse("").contains("event-stream");
        if (streamed) {
            boolean error = body.contains("data: {\"error\"");
            boolean done = body.contains("data: [DONE]") && body.contains("\"finish_reason\":\"");
            return error == done ? Verdict.WRONG : done ? Verdict.WHOLE : Verdict.PART_THEN_ERROR;
        }
        JsonNode json = Json.readOrNull(body);
        if (json == null) {
            return Verdict.WRONG;
        }
        boolean error = !json.at("/error/message").asString("").isEmpty();
        boolean whole = answer.statusCode() == 200
                && !json.at("/choices/0/message/content").asString("").isEmpty();
        return error == whole ? Verdict.WRONG : whole ? Verdict.WHOLE : Verdict.ERROR;
    }

    private static boolean isError(Result result) {
        return switch (result.verdict()) {
            case ERROR, PART_THEN_ERROR -> true;
            case WHOLE, WRONG -> false;
        };
    }

    /// Whether what became of a request is what should.
    ///
    /// @param alone whether its model has one target only
    static boolean isRight(Result result, boolean alone) {
        return switch (result.fault().right()) {
            case WHOLE -> result.verdict() == Verdict.WHOLE || alone && isError(result);
            case REASON -> isError(result);
            case WHOLE_OR_ERROR -> result.verdict() != Verdict.WRONG;
        };
    }
}
