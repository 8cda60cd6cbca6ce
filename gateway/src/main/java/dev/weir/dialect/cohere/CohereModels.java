package dev.weir.dialect.cohere;

import dev.weir.dialect.Json;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as Cohere lists them: all on one page, which its clients bear.
public final class CohereModels implements ModelPages {
    @Override
    public Listing list(List<ListedModel> models, Query query) {
        ObjectNode page = Json.object();
        ArrayNode list = page.putArray("models");
        models.forEach(model -> list.add(one(model)));
        return new Listing.Page(page);
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode out = Json.object().put("name", model.id()).put("is_deprecated", false);
        out.putArray("endpoints").add("chat");
        out.put("finetuned", false);
        if (model.contextTokens() != null) {
            out.put("context_length", model.contextTokens());
        }
        return out;
    }
}
