package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// One recorded exchange: what a real service answered.
record Recording(String name, int status, boolean stream, JsonNode body) {
    private static final Path FOLDER = Path.of("..", "..", "shared", "recordings");

    /// Every exchange of one API; where the recordings are not at hand the test is skipped.
    static List<Recording> of(String api) {
        Path folder = FOLDER.resolve(api);
        Assumptions.assumeTrue(Files.isDirectory(folder), "no recordings at " + folder + ": skipped");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Recording::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            JsonNode response = Json.read(bytes, 0, bytes.length).path("response");
            return new Recording(
                    String.valueOf(file.getFileName()),
                    response.path("status").intValue(),
                    response.path("stream").booleanValue(),
                    response.path("body"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The body as the service sent it.
    byte[] bytes() {
        return stream ? body.stringValue().getBytes(StandardCharsets.UTF_8) : Json.bytes(body);
    }

    /// The objects that the service sent: the body, or each `data:` line.
    List<JsonNode> objects() {
        if (!stream) {
            return List.of(body);
        }
        return body.stringValue()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).getBytes(StandardCharsets.UTF_8))
                .map(line -> Json.read(line, 0, line.length))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
