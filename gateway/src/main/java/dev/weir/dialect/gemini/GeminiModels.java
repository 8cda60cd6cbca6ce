package dev.weir.dialect.gemini;

import dev.weir.dialect.Json;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as Gemini lists them: 50 to a page, and at most 1,000; the token of a page is the number of its first model.
public final class GeminiModels implements ModelPages {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    @Override
    public Listing list(List<ListedModel> models, Query query) {
        Integer size = number(query.get("pageSize"), USUAL_PAGE);
        Integer first = number(query.get("pageToken"), 0);
        if (size == null || first == null || first > models.size()) {
            boolean token = size != null;
            return new Listing.Refused(Wrong.value(
                            token ? "/pageToken" : "/pageSize",
                            token ? "this is the token of no page." : "it is no number.")
                    .failure());
        }
        int last = Math.min(models.size(), first + Math.clamp(size == 0 ? USUAL_PAGE : size, 1, LARGEST_PAGE));
        ObjectNode out = Json.object();
        ArrayNode list = out.putArray("models");
        models.subList(first, last).forEach(model -> list.add(one(model)));
        if (last < models.size()) {
            out.put("nextPageToken", Integer.toString(last));
        }
        return new Listing.Page(out);
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode out = Json.object()
                .put("name", "models/" + model.id())
                .put("baseModelId", model.id())
                .put("version", "")
                .put("displayName", model.id())
                .put("description", "Served by " + model.owner() + ".");
        if (model.contextTokens() != null) {
            out.put("inputTokenLimit", model.contextTokens());
        }
        if (model.maxOutputTokens() != null) {
            out.put("outputTokenLimit", model.maxOutputTokens());
        }
        out.putArray("supportedGenerationMethods").add("generateContent").add("countTokens");
        return out;
    }

    private static @Nullable Integer number(@Nullable String text, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        boolean digits = text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.valueOf(text) : null;
    }
}
