package dev.weir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recorded traffic of the real services, where it lies beside the project. Tests that need it say so and are skipped
/// where it does not.
public final class Recordings {
    private static final Path FOLDER = Path.of("../../shared/recordings");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Recordings() {}

    /// One exchange.
    ///
    /// @param request body as the client sent it, or null where only the answer was kept
    /// @param text of the answer: JSON, or a stream; of AWS messages their bytes in base64
    /// @param events of a stream of AWS messages, as its recorder decoded them; else none
    public record Recording(
            String id,
            String provider,
            @Nullable JsonNode request,
            int status,
            Map<String, String> headers,
            boolean streamed,
            String text,
            List<JsonNode> events) {
        public Recording {
            events = List.copyOf(events);
        }

        /// The bytes of the answer.
        public byte[] body() {
            return events.isEmpty()
                    ? text.getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(text);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /// Every recording of one api, by name.
    public static List<Recording> of(String api) {
        Path folder = FOLDER.resolve(api);
        Assumptions.assumeTrue(Files.isDirectory(folder), "no recordings of " + api + " beside the project");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Recordings::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording read(Path file) {
        JsonNode node = JSON.readTree(file.toFile());
        JsonNode response = node.get("response");
        JsonNode body = response.get("body");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.path("headers").forEachEntry((name, value) -> headers.put(name, value.asString("")));
        JsonNode request = node.path("request").path("body");
        return new Recording(
                node.get("id").stringValue(),
                node.path("provider").asString(""),
                request.isObject() ? request : null,
                response.get("status").intValue(),
                headers,
                response.get("stream").booleanValue(),
                body.isString() ? body.stringValue() : body.toString(),
                response.path("events").values().stream().toList());
    }
}
