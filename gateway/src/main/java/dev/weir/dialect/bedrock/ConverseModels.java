package dev.weir.dialect.bedrock;

import dev.weir.dialect.Json;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as Bedrock lists them, all on one page.
public final class ConverseModels implements ModelPages {
    @Override
    public Listing list(List<ListedModel> models, Query query) {
        ObjectNode page = Json.object();
        ArrayNode list = page.putArray("modelSummaries");
        models.forEach(model -> list.add(summary(model)));
        return new Listing.Page(page);
    }

    @Override
    public ObjectNode one(ListedModel model) {
        return Json.object().set("modelDetails", summary(model));
    }

    private static ObjectNode summary(ListedModel model) {
        return Json.object()
                .put("modelArn", "arn:aws:bedrock:::foundation-model/" + model.id())
                .put("modelId", model.id())
                .put("modelName", model.id())
                .put("providerName", model.owner())
                .put("responseStreamingSupported", true);
    }
}
