package dev.weir.dialect.anthropic;

import dev.weir.dialect.Json;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ListedModel.Stage;
import dev.weir.dialect.ModelPages;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as Anthropic lists them: pages of 20, or as many as `limit` says, behind `after_id` or in front of
/// `before_id`; of the stages that `lifecycle[]` names.
public final class AnthropicModels implements ModelPages {
    private static final int USUAL = 20;
    private static final int MOST = 1000;
    /// What Anthropic says where it does not know when a model was released.
    private static final String UNKNOWN_DATE = "1970-01-01T00:00:00Z";

    @Override
    public Listing list(List<ListedModel> all, Query query) {
        try {
            Set<Stage> stages = stages(query.all("lifecycle[]"));
            List<ListedModel> models =
                    all.stream().filter(model -> stages.contains(model.stage())).toList();
            int limit = limit(query.get("limit"));
            String after = query.get("after_id");
            String before = query.get("before_id");
            if (after != null && before != null) {
                throw new Rejection("", "Only one of `after_id` and `before_id` may be given.");
            }
            int from = 0;
            int to = models.size();
            if (before != null) {
                to = place(models, before, "before_id");
                from = Math.max(0, to - limit);
            } else {
                from = after == null ? 0 : place(models, after, "after_id") + 1;
                to = Math.min(to, from + limit);
            }
            boolean more = before != null ? from > 0 : to < models.size();
            return new Listing.Page(page(models.subList(from, to)).put("has_more", more));
        } catch (Rejection rejection) {
            return new Listing.Refused(rejection.failure());
        }
    }

    /// The stages that are asked for; who asks for none is told of what answers.
    private static Set<Stage> stages(List<String> said) {
        if (said.isEmpty()) {
            return EnumSet.of(Stage.ACTIVE, Stage.DEPRECATED);
        }
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        for (int i = 0; i < said.size(); i++) {
            stages.add(
                    switch (said.get(i)) {
                        case "active" -> Stage.ACTIVE;
                        case "deprecated" -> Stage.DEPRECATED;
                        case "retired" -> Stage.RETIRED;
                        default ->
                            throw new Rejection(
                                    "lifecycle." + i, "Input should be 'active', 'deprecated' or 'retired'");
                    });
        }
        return stages;
    }

    private static int limit(@Nullable String said) {
        if (said == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(said);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new Rejection("limit", "Input should be a valid integer");
        }
        throw new Rejection("limit", "Input should be between 1 and " + MOST);
    }

    private static int place(List<ListedModel> models, String id, String parameter) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw new Rejection(parameter, "there is no model `" + id + "` in this list");
    }

    private ObjectNode page(List<ListedModel> models) {
        ObjectNode out = Json.object();
        ArrayNode data = out.putArray("data");
        models.forEach(model -> data.add(one(model)));
        return out.put("first_id", models.isEmpty() ? null : models.getFirst().id())
                .put("last_id", models.isEmpty() ? null : models.getLast().id());
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode out = Json.object()
                .put("type", "model")
                .put("id", model.id())
                .put("display_name", model.id())
                .put("created_at", UNKNOWN_DATE)
                .put("lifecycle", model.stage().name().toLowerCase(Locale.ROOT));
        if (model.contextTokens() != null) {
            out.put("max_input_tokens", model.contextTokens());
        }
        if (model.maxOutputTokens() != null) {
            out.put("max_tokens", model.maxOutputTokens());
        }
        return out;
    }
}
