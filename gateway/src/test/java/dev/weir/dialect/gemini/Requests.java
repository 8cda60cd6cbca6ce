package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Requests made by hand, and what they become. Losses are written `VERDICT path`.
final class Requests {
    static final GeminiProviderCodec CODEC = new GeminiProviderCodec();
    static final Seal GOOGLE = new Seal("google", "c2ln");
    static final Seal ANTHROPIC = new Seal("anthropic", "sig");

    static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    static Map<String, JsonNode> fields(String text) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        json(text).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), null, "/t", Marks.NONE);
    }

    static Turn says(Role role, String text) {
        return turn(role, new Part.Text(text));
    }

    static ChatRequest request(Turn... turns) {
        return new ChatRequest(
                "m",
                List.of(turns),
                ToolSet.NONE,
                Sampling.NONE,
                Bounds.NONE,
                Reasoning.NONE,
                new OutputShape.Free(),
                Delivery.WHOLE,
                Extras.NONE);
    }

    static ChatRequest with(ToolSet tools) {
        ChatRequest r = request(says(Role.USER, "q"));
        return new ChatRequest(
                r.model(),
                r.turns(),
                tools,
                r.sampling(),
                r.bounds(),
                r.reasoning(),
                r.output(),
                r.delivery(),
                r.extras());
    }

    static ChatRequest with(Sampling sampling, Bounds bounds, OutputShape shape) {
        ChatRequest r = request(says(Role.USER, "q"));
        return new ChatRequest(
                r.model(), r.turns(), r.tools(), sampling, bounds, r.reasoning(), shape, r.delivery(), r.extras());
    }

    static ChatRequest with(Reasoning reasoning) {
        ChatRequest r = request(says(Role.USER, "q"));
        return new ChatRequest(
                r.model(),
                r.turns(),
                r.tools(),
                r.sampling(),
                r.bounds(),
                reasoning,
                r.output(),
                r.delivery(),
                r.extras());
    }

    static ChatRequest with(Extras extras) {
        ChatRequest r = request(says(Role.USER, "q"));
        return new ChatRequest(
                r.model(),
                r.turns(),
                r.tools(),
                r.sampling(),
                r.bounds(),
                r.reasoning(),
                r.output(),
                r.delivery(),
                extras);
    }

    static Traits traits(Thinking thinking, Support sampling, Support resultMedia) {
        return new Traits(
                null,
                8192,
                Set.of(),
                thinking,
                sampling,
                Support.YES,
                Support.YES,
                Prefill.UNKNOWN,
                Set.of("google", "partner"),
                resultMedia);
    }

    static void check(ChatRequest request, Traits traits, String body, String... losses) {
        Encoded encoded = CODEC.encode(request, traits);
        assertThat(Json.readOrNull(Json.text(encoded.body()))).isEqualTo(json(body));
        assertThat(encoded.losses().stream().map(Requests::words)).containsExactly(losses);
    }

    static String words(Loss loss) {
        assertThat(loss.reason()).endsWith(".");
        return loss.verdict() + " " + loss.path();
    }

    /// The content of [#says(Role, String)] with `q`.
    static final String USER_Q = "{'role':'user','parts':[{'text':'q'}]}";

    private Requests() {}
}
