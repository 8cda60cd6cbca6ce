package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Fields of hosts of Chat Completions that clients of other dialects may set at the root.
class CarriedFieldsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-chat",
                "openai-responses",
                "anthropic-messages",
                "gemini",
                "cohere-chat",
                "bedrock-converse"
            })
    void fieldsOfMistralsAndAzuresGoThereFromEveryClient(String dialect) {
        Map<String, JsonNode> fields = Map.of(
                "safe_prompt", Json.read("true".getBytes(StandardCharsets.US_ASCII), 0, 4),
                "prompt_mode", Json.string("reasoning"),
                "prediction", Json.object().put("type", "content").put("content", "x"),
                "data_sources", Json.array());
        ChatRequest request = new ChatRequest(
                "m",
                List.of(new Turn(Role.USER, List.of(new Part.Text("hi")), null, "/messages/0", Marks.NONE)),
                ToolSet.NONE,
                Sampling.NONE,
                Bounds.NONE,
                Reasoning.NONE,
                new OutputShape.Free(),
                Delivery.WHOLE,
                new Extras(dialect, "", fields));
        Encoded encoded = new ChatProviderCodec().encode(request, Traits.UNKNOWN);
        fields.forEach(
                (name, value) -> assertThat(encoded.body().get(name)).as(name).isEqualTo(value));
        assertThat(encoded.losses()).isEmpty();
    }
}
