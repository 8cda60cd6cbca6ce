import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Trains a start-up cache: starts the gateway with the built-in simulator, sends it every kind of traffic (every lane,
/// streamed and not, tools, errors), and stops it with SIGTERM, at which the JVM writes the cache.
///
/// Usage: `java Train.java WORK_FOLDER COMMAND...`, where the command starts the gateway and what it lacks is
/// `--config`, `--listen`, `--admin` and `--data`. Everything is bounded; an unexpected answer is a failure.
final class Train {
    private static final int CONNECTIONS = 16;
    private static final int REQUESTS = 12_000;
    private static final Duration SENDING = Duration.ofSeconds(40);
    private static final Duration STARTING = Duration.ofSeconds(30);
    private static final Duration WRITING = Duration.ofSeconds(120);
    private static final String KEY = "weir-training-key";
    private static final String TOOLS =
            """
            ,"tools":[{"type":"function","function":{"name":"get_weather","description":"The weather of a city",\
            "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicInteger taken = new AtomicInteger();
    private final String base;
    private final long deadline = System.nanoTime() + SENDING.toNanos();

    private Train(String base) {
        this.base = base;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int[] ports = freePorts();
        Path config = folder.resolve("weir.yaml");
        Files.writeString(config, "providers: { sim: {} }\nkeys: [ { name: training, key: " + KEY + " } ]\n");
        List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
        command.addAll(List.of("--config", config.toString(), "--data", folder.resolve("data").toString()));
        command.addAll(List.of("--listen", "127.0.0.1:" + ports[0], "--admin", "127.0.0.1:" + ports[1]));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile());
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.endsWith("_BASE_URL"));
        Process gateway = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::destroyForcibly));
        awaitStart(gateway, ports[0]);
        int sent = new Train("http://127.0.0.1:" + ports[0]).run();
        gateway.destroy();
        if (!gateway.waitFor(WRITING.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the gateway did not end");
        }
        System.out.println(sent + " requests");
    }

    private static int[] freePorts() throws IOException {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static void awaitStart(Process gateway, int port) throws InterruptedException {
        long latest = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!gateway.isAlive() || System.nanoTime() > latest) {
                    throw new IllegalStateException("the gateway did not start", notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    private int run() throws Exception {
        int sent = 0;
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Integer>> all = IntStream.range(0, CONNECTIONS)
                    .mapToObj(_ -> threads.submit(this::send))
                    .toList();
            for (Future<Integer> one : all) {
                sent += one.get();
            }
        }
        others();
        return sent;
    }

    private int send() throws Exception {
        int sent = 0;
        int ticket = taken.getAndIncrement();
        while (ticket < REQUESTS && System.nanoTime() < deadline) {
            post(body(ticket), KEY, 200);
            sent++;
            ticket = taken.getAndIncrement();
        }
        return sent;
    }

    /// What is asked now and then: lists, receipts, and everything that is refused.
    private void others() throws Exception {
        for (int i = 0; i < 20; i++) {
            get("/v1/models");
            post("{\"model\":\"nobody/nothing\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", KEY, 404);
            post("{\"model\":", KEY, 400);
            post(body(i), "wrong", 401);
        }
    }

    private static String body(int ticket) {
        String[] models = {"gpt-sim", "gpt-sim", "claude-sim", "gemini-sim"};
        String model = models[ticket % models.length];
        boolean streamed = ticket / models.length % 3 != 0;
        boolean tools = ticket / 12 % 6 == 5;
        String text = "Say something about the river " + ticket % 50 + " and the depth of its water.";
        return "{\"model\":\"sim/" + model + "\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"" + text
                + (tools ? " [[call: get_weather {\\\"city\\\":\\\"Rome\\\"}]]" : "") + "\"}]"
                + ",\"max_tokens\":256,\"temperature\":0.2"
                + (tools ? TOOLS : "")
                + (streamed ? ",\"stream\":true" : "")
                + (streamed && ticket % 2 == 0 ? ",\"stream_options\":{\"include_usage\":true}" : "") + "}";
    }

    private void get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("authorization", "Bearer " + KEY)
                .timeout(Duration.ofSeconds(20))
                .build();
        expect(200, client.send(request, BodyHandlers.ofString()).statusCode(), path);
    }

    private void post(String body, String with, int status) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                .header("authorization", "Bearer " + with)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        expect(status, answer.statusCode(), body + "\n" + answer.body());
    }

    private static void expect(int status, int actual, String what) {
        if (actual != status) {
            throw new IllegalStateException("status " + actual + " in place of " + status + " for " + what);
        }
    }
}
