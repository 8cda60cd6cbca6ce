package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests as clients of Gemini really sent them, read and written again.
class RecordedRequestsTest {
    private static final Traits ABLE = new Traits(
            null,
            null,
            Set.of(),
            new Thinking(
                    Support.YES,
                    Set.of(Way.BUDGET, Way.EFFORT, Way.OFF),
                    List.of(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH),
                    null,
                    null),
            Support.YES,
            Support.YES,
            Support.YES,
            Prefill.UNKNOWN,
            Set.of("google"),
            Support.YES);

    @Test
    void whatAClientSentIsWrittenAgainAsItWas() {
        int requests = 0;
        for (String api : List.of("gemini-generate", "gemini-stream")) {
            for (Recording recording : Recordings.of(api)) {
                if (recording.request() instanceof ObjectNode sent) {
                    ChatRequest read = read(sent);
                    Encoded again = Requests.CODEC.encode(read, ABLE);
                    ObjectNode written = Plain.request(again.body());
                    ObjectNode expected = Plain.request(sent);
                    for (Loss loss : again.losses()) {
                        remove(written, loss);
                        remove(expected, loss);
                    }
                    assertThat(written).as(recording.id()).isEqualTo(expected);
                    assertThat(again.losses().stream().filter(RecordedRequestsTest::isUnexpected))
                            .as(recording.id())
                            .isEmpty();
                    requests++;
                }
            }
        }
        System.out.printf("gemini: %d requests read and written again%n", requests);
        assertThat(requests).isEqualTo(53);
    }

    /// Files are kept at Google's, where the request is written for.
    private static boolean isUnexpected(Loss loss) {
        return loss.lossy() && !loss.reason().startsWith("A file's id holds at the provider that gave it only");
    }

    private static ChatRequest read(ObjectNode sent) {
        Decoded decoded = new GeminiClientCodec().decode(Json.bytes(sent), new Asked("m", Delivery.WHOLE));
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    /// What was added is told, and may have been there.
    private static void remove(ObjectNode body, Loss loss) {
        if (loss.verdict() == Loss.Verdict.ADDED) {
            int slash = loss.path().lastIndexOf('/');
            if (body.at(loss.path().substring(0, slash)) instanceof ObjectNode parent) {
                parent.remove(loss.path().substring(slash + 1));
                Plain.prune(body);
            }
        }
    }

    /// A request in one of its many spellings: what means the same to the service is the same here.
    private static final class Plain {
        private static final Set<String> OPAQUE =
                Set.of("args", "response", "labels", "parameters", "parametersJsonSchema", "responseJsonSchema");

        static ObjectNode request(JsonNode sent) {
            ObjectNode out = (ObjectNode) camel(sent);
            if (out.get("systemInstruction") instanceof ObjectNode system) {
                system.remove("role");
            }
            out.set("contents", contents(out.path("contents")));
            ArrayNode functions = Json.array();
            ArrayNode hosted = Json.array();
            for (JsonNode tool : out.path("tools")) {
                tool.forEachEntry((name, value) -> {
                    if (name.equals("functionDeclarations")) {
                        value.forEach(function -> functions.add(function((ObjectNode) function)));
                    } else {
                        hosted.add(Json.object().set(name, value));
                    }
                });
            }
            out.remove("tools");
            if (functions.isEmpty()
                    && out.at("/toolConfig/functionCallingConfig/mode")
                            .asString("")
                            .equals("AUTO")) {
                // What the model does anyway, with functions or without any.
                ((ObjectNode) out.get("toolConfig")).remove("functionCallingConfig");
            }
            out.set("functions", functions);
            out.set("hosted", hosted);
            prune(out);
            return out;
        }

        private static JsonNode camel(JsonNode node) {
            if (node instanceof ArrayNode array) {
                ArrayNode out = Json.array();
                array.forEach(element -> out.add(camel(element)));
                return out;
            }
            if (!(node instanceof ObjectNode object)) {
                return node;
            }
            ObjectNode out = Json.object();
            object.forEachEntry((name, value) -> {
                StringBuilder camel = new StringBuilder();
                for (String word : name.split("_", -1)) {
                    camel.append(
                            camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
                }
                String said = camel.toString();
                boolean bytes = said.equals("thoughtSignature") || said.equals("data");
                out.set(
                        said,
                        bytes ? Json.string(hex(value.stringValue())) : OPAQUE.contains(said) ? value : camel(value));
            });
            return out;
        }

        private static String hex(String base64) {
            String standard = base64.replace('-', '+').replace('_', '/');
            return java.util.HexFormat.of().formatHex(Base64.getDecoder().decode(standard));
        }

        private static ArrayNode contents(JsonNode contents) {
            List<ObjectNode> out = new ArrayList<>();
            for (JsonNode content : contents) {
                if (out.isEmpty() || !out.getLast().path("role").equals(content.path("role"))) {
                    out.add(Json.object()
                            .put("role", content.path("role").asString("user"))
                            .set("parts", Json.array()));
                }
                content.path("parts").forEach(out.getLast().withArray("parts")::add);
            }
            ArrayNode list = Json.array();
            out.forEach(list::add);
            return list;
        }

        private static ObjectNode function(ObjectNode function) {
            ObjectNode out = function.deepCopy();
            JsonNode own = out.remove("parameters");
            if (own != null) {
                out.set("parametersJsonSchema", lower(own));
            }
            return out;
        }

        private static JsonNode lower(JsonNode schema) {
            if (!(schema instanceof ObjectNode object)) {
                return schema;
            }
            ObjectNode out = Json.object();
            object.forEachEntry((name, value) -> out.set(
                    name,
                    name.equals("type") && value.isString()
                            ? Json.string(value.stringValue().toLowerCase(Locale.ROOT))
                            : lower(value)));
            return out;
        }

        /// Empty objects and lists say nothing, but for a tool that has no settings.
        private static void prune(ObjectNode node) {
            for (String name : List.copyOf(node.propertyNames())) {
                JsonNode value = node.get(name);
                if (value instanceof ObjectNode inner && !OPAQUE.contains(name)) {
                    prune(inner);
                }
                if (value.isContainer() && value.isEmpty() && !OPAQUE.contains(name)) {
                    node.remove(name);
                }
            }
        }
    }
}
