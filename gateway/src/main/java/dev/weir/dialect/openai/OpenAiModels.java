package dev.weir.dialect.openai;

import dev.weir.dialect.Json;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as OpenAI lists them: all on one page.
public final class OpenAiModels implements ModelPages {
    @Override
    public Listing list(List<ListedModel> models, Query query) {
        ObjectNode out = Json.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        models.forEach(model -> data.add(one(model)));
        return new Listing.Page(out);
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode out = Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", model.owner());
        if (model.contextTokens() != null) {
            out.put("context_window", model.contextTokens());
        }
        return out;
    }
}
