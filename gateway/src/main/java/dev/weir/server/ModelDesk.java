package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.ListedModel;
import dev.weir.dialect.ModelPages;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Directory;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/// Tells callers of the models that their key may use, in their dialect's shape.
final class ModelDesk {
    private ModelDesk() {}

    static void list(HttpServerRequest request, ClientDialect dialect, Snapshot now, ClientKey key) {
        List<ListedModel> models = now.planner().directory().models().stream()
                .filter(model -> key.mayUse(model.id()))
                .toList();
        switch (dialect.models().list(models, request::getParam)) {
            case ModelPages.Listing.Page page -> PlainReply.page(request, page.body());
            case ModelPages.Listing.Refused refused -> PlainReply.failure(request, dialect, refused.failure());
        }
    }

    static void one(HttpServerRequest request, ClientDialect dialect, String id, Snapshot now, ClientKey key) {
        Directory directory = now.planner().directory();
        for (ListedModel listed : directory.models()) {
            if (listed.id().equals(id) && key.mayUse(id)) {
                PlainReply.page(request, dialect.models().one(listed));
                return;
            }
        }
        switch (directory.resolve(id)) {
            case Directory.Resolution.Found found
            when key.mayUse(id) ->
                PlainReply.page(
                        request,
                        dialect.models()
                                .one(new ListedModel(
                                        id,
                                        found.targets().getFirst().endpoint().id(),
                                        null,
                                        null)));
            case Directory.Resolution.Found _ ->
                missing(request, dialect, "The model `" + id + "` does not exist or this key has no access to it.");
            case Directory.Resolution.Unknown unknown ->
                missing(request, dialect, "The model `" + id + "` does not exist here. " + unknown.hint());
        }
    }

    private static void missing(HttpServerRequest request, ClientDialect dialect, String message) {
        PlainReply.failure(request, dialect, new Failure.NotFound(message, "model_not_found"));
    }
}
