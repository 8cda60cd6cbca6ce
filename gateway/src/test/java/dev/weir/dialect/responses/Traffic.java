package dev.weir.dialect.responses;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What real services answered to requests of the Responses API, where the recordings lie beside the project.
final class Traffic {
    private Traffic() {}

    static List<Recording> all() {
        return Recordings.of("openai-responses");
    }

    static List<Recording> streams() {
        return all().stream().filter(Recording::streamed).toList();
    }

    static List<Recording> requests() {
        return Stream.of("openai-responses", "openai-responses-compact")
                .flatMap(api -> Recordings.of(api).stream())
                .filter(each -> each.request() instanceof ObjectNode)
                .toList();
    }

    /// The documents of a stream.
    static List<JsonNode> events(Recording recording) {
        List<JsonNode> out = new ArrayList<>();
        for (String line : recording.text().split("\r?\n", -1)) {
            JsonNode node = line.startsWith("data:") ? Json.readOrNull(line.substring(5)) : null;
            if (node instanceof ObjectNode) {
                out.add(node);
            }
        }
        return out;
    }

    /// Whether a stream came to its end: some were left by their client while the provider went on in the background.
    static boolean isWhole(Recording recording) {
        return events(recording).stream()
                .map(event -> event.path("type").asString(""))
                .anyMatch(type -> type.equals("response.completed") || type.equals("response.incomplete"));
    }
}
