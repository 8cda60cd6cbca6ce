package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import dev.weir.route.Target;
import io.vertx.core.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells callers of the models that their key may use, in their dialect's shape.
final class ModelDesk {
    private ModelDesk() {}

    /// Lists are made beside the loop: to take a thousand lines of the catalog apart takes milliseconds.
    static void list(Context context, Request request, ClientDialect dialect, Snapshot now, ClientKey key) {
        context.executeBlocking(() -> listing(request, dialect, now, key))
                .onSuccess(listing -> {
                    switch (listing) {
                        case ModelPages.Listing.Page page -> PlainReply.page(request, page.body());
                        case ModelPages.Listing.Refused refused ->
                            PlainReply.failure(request, dialect, refused.failure());
                    }
                })
                .onFailure(failed -> PlainReply.failure(
                        request, dialect, new Failure.Internal("The list of models could not be made: " + failed)));
    }

    private static ModelPages.Listing listing(Request request, ClientDialect dialect, Snapshot now, ClientKey key) {
        Directory directory = now.planner().directory();
        List<ListedModel> models = directory.models().stream()
                .filter(model -> key.mayUse(model.id()))
                .toList();
        ModelPages.Listing listing = dialect.models().list(models, query(request));
        if (isExtended(request) && listing instanceof ModelPages.Listing.Page page) {
            page.body().path("data").forEach(entry -> extend(entry, directory));
        }
        return listing;
    }

    private static ModelPages.Query query(Request request) {
        return new ModelPages.Query() {
            @Override
            public @Nullable String get(String name) {
                return request.parameter(name);
            }

            @Override
            public List<String> all(String name) {
                return request.parameters(name);
            }
        };
    }

    private static boolean isExtended(Request request) {
        return "true".equals(request.parameter("extended"));
    }

    /// Adds what is known of a model to its entry.
    private static JsonNode extend(JsonNode entry, Directory directory) {
        if (entry instanceof ObjectNode object
                && directory.resolve(object.path("id").asString("")) instanceof Directory.Resolution.Found found) {
            Target first = found.targets().getFirst();
            directory.known(first).ifPresent(model -> ModelJson.extend(object, model, directory.traits(first)));
        }
        return entry;
    }

    private static JsonNode entry(Request request, ClientDialect dialect, ListedModel listed, Snapshot now) {
        JsonNode entry = dialect.models().one(listed);
        return isExtended(request) ? extend(entry, now.planner().directory()) : entry;
    }

    static void one(Request request, ClientDialect dialect, String id, Snapshot now, ClientKey key) {
        Directory directory = now.planner().directory();
        for (ListedModel listed : directory.models()) {
            if (listed.id().equals(id) && key.mayUse(id)) {
                PlainReply.page(request, entry(request, dialect, listed, now));
                return;
            }
        }
        switch (directory.resolve(id)) {
            case Directory.Resolution.Found found
            when key.mayUse(id) ->
                PlainReply.page(
                        request,
                        entry(
                                request,
                                dialect,
                                ListedModel.of(
                                        id,
                                        found.targets().getFirst().endpoint().id()),
                                now));
            case Directory.Resolution.Found _ ->
                missing(request, dialect, "The model `" + id + "` does not exist or this key has no access to it.");
            case Directory.Resolution.Unknown unknown ->
                missing(request, dialect, "The model `" + id + "` does not exist here. " + unknown.hint());
        }
    }

    private static void missing(Request request, ClientDialect dialect, String message) {
        PlainReply.failure(request, dialect, new Failure.NotFound(message, "model_not_found"));
    }
}
