package dev.weir.dialect.gemini;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.chat.Wording;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of `generateContent`, in both spellings. Whatever it does not read stands in the request's extras,
/// at its place.
final class RequestReader {
    private final Fields request;
    private final Wording wording;
    private final String model;
    private final Delivery delivery;

    /// @param model and
    /// @param delivery as the path said them
    RequestReader(ObjectNode request, String model, Delivery delivery) {
        this.wording = Wording.of(request, GeminiVocabulary.WORDS);
        this.request = new Fields(Spelling.REQUEST.camel(request), "", GeminiProviderCodec.DIALECT, Fields.Mode.STRICT);
        this.model = model;
        this.delivery = delivery;
    }

    /// @throws Wrong when it is not what the API takes
    /// @throws Fields.WrongType likewise
    ChatRequest read() {
        // The path says it; a body may repeat it.
        request.skip("model");
        List<Turn> turns = new ContentsReader().read(request);
        ObjectNode left = Json.object();
        ToolSet tools = new ToolsReader().read(request, left);
        Fields config = request.object("generationConfig");
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        Sampling sampling = Sampling.NONE;
        Bounds bounds = Bounds.NONE;
        Reasoning reasoning = Reasoning.NONE;
        OutputShape output = new OutputShape.Free();
        if (config != null) {
            ConfigReader reader = new ConfigReader(config);
            ObjectNode inner = Json.object();
            sampling = reader.sampling();
            bounds = reader.bounds();
            reasoning = reader.reasoning(inner);
            output = reader.output();
            reader.rest().fields().forEach(inner::set);
            if (!inner.isEmpty()) {
                left.set("generationConfig", inner);
            }
        }
        rest.putAll(request.rest().fields());
        left.forEachEntry(rest::put);
        Extras extras = rest.isEmpty() ? Extras.NONE : new Extras(GeminiProviderCodec.DIALECT, "", rest);
        return new ChatRequest(model, turns, tools, sampling, bounds, reasoning, output, delivery, extras, wording);
    }
}
