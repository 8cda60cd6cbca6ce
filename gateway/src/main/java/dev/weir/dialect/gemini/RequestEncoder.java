package dev.weir.dialect.gemini;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Traits;
import dev.weir.dialect.AgentTools;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import tools.jackson.databind.node.ObjectNode;

/// Writes the body of `generateContent`. Everything that the request holds reaches the body or the list of losses.
final class RequestEncoder {
    private RequestEncoder() {}

    static Encoded encode(ChatRequest request, Traits traits) {
        ObjectNode body = Json.object();
        Losses losses = new Losses(request.wording());
        new ContentsEncoder(traits, losses, body).write(request.turns());
        new ToolsEncoder(losses, body).write(AgentTools.spelledOut(request.tools(), losses));
        ObjectNode config = Json.object();
        new GenerationConfigEncoder(traits, losses, config).write(request);
        new ThinkingEncoder(traits.thinking(), losses, config).write(request.reasoning());
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        new ExtrasEncoder(losses, body).write(request.extras());
        return new Encoded(body, losses.list());
    }
}
