package dev.weir.dialect.openai;

import dev.weir.dialect.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What real services answered, where the recordings lie beside the project.
record Recording(String name, String provider, boolean streamed, int status, JsonNode request, JsonNode response) {
    private static final Path FOLDER = Path.of("../../shared/recordings/openai-chat");

    static Stream<Recording> all() {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no recordings beside the project");
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Recording::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Recording> streams() {
        return all().filter(each -> each.streamed && each.status == 200).toList();
    }

    static List<Recording> requests() {
        return all().filter(each -> each.request instanceof ObjectNode).toList();
    }

    /// The body as it went over the wire.
    byte[] body() {
        return response.isString() ? response.stringValue().getBytes(StandardCharsets.UTF_8) : Json.bytes(response);
    }

    /// The JSON documents of the answer: its frames, or itself.
    List<JsonNode> documents() {
        if (!response.isString()) {
            return List.of(response);
        }
        List<JsonNode> out = new ArrayList<>();
        for (String line : response.stringValue().split("\r?\n", -1)) {
            JsonNode node = line.startsWith("data:") ? Json.readOrNull(line.substring(5)) : null;
            if (node instanceof ObjectNode) {
                out.add(node);
            }
        }
        return out;
    }

    /// The deltas of one choice of a stream.
    List<JsonNode> deltas(int choice) {
        List<JsonNode> out = new ArrayList<>();
        for (JsonNode document : documents()) {
            for (JsonNode each : document.path("choices")) {
                if (each.path("index").asInt() == choice) {
                    out.add(each.path("delta"));
                }
            }
        }
        return out;
    }

    /// The usage blocks of the answer.
    List<JsonNode> usages() {
        return documents().stream()
                .flatMap(document -> Stream.of(
                        document.path("usage"), document.path("x_groq").path("usage")))
                .filter(JsonNode::isObject)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }

    private static Recording read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            JsonNode root = Json.read(bytes, 0, bytes.length);
            JsonNode answer = root.path("response");
            return new Recording(
                    Objects.requireNonNull(file.getFileName()).toString(),
                    root.path("provider").asString(),
                    answer.path("stream").asBoolean(),
                    answer.path("status").asInt(),
                    root.path("request").path("body"),
                    answer.path("body"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
