package dev.weir.server;

import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Keeper;
import dev.weir.route.Memory;
import dev.weir.vault.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Serves what is kept under an id: what the gateway keeps itself from its store, and the rest by asking the provider
/// where it lives.
final class KeptDesk {
    private static final Set<String> PASSED = Set.of(
            "include",
            "include[]",
            "include_obfuscation",
            "stream",
            "starting_after",
            "limit",
            "order",
            "after",
            "before");

    private final Keeper keeper;
    private final Reception reception;

    KeptDesk(Keeper keeper, Reception reception) {
        this.keeper = keeper;
        this.reception = reception;
    }

    void serve(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Kept wanted,
            Snapshot now,
            ClientKey key) {
        String method = request.method();
        if (!wanted.part().methods().contains(method)) {
            PlainReply.wrongMethod(
                    request, dialect, String.join(", ", wanted.part().methods()));
            return;
        }
        keeper.find(key, wanted.id(), sought -> {
            switch (sought) {
                case Keeper.Sought.Missing missing -> PlainReply.failure(request, dialect, missing.failure());
                case Keeper.Sought.Here here -> own(request, dialect, keepsakes, wanted, key, here.kept());
                case Keeper.Sought.There there -> there(request, dialect, keepsakes, wanted, now, key, there);
            }
        });
    }

    private void own(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Kept wanted,
            ClientKey key,
            Keepsakes.Kept kept) {
        switch (wanted.part()) {
            case ANSWER -> {
                if (request.method().equals("DELETE")) {
                    keeper.forget(key, wanted.id(), keepsakes.items(kept));
                    PlainReply.page(request, keepsakes.deleted(wanted.id()));
                } else if ("true".equals(request.parameter("stream"))) {
                    refuse(
                            request,
                            dialect,
                            "The response '" + wanted.id() + "' is complete and was no background run: it cannot be"
                                    + " streamed again. Retrieve it without `stream`.",
                            "stream");
                } else {
                    PlainReply.page(request, kept.response());
                }
            }
            case INPUT -> page(request, dialect, keepsakes, kept);
            case CANCEL ->
                refuse(
                        request,
                        dialect,
                        "Cannot cancel the response '" + wanted.id() + "': only background runs can be cancelled.",
                        null);
        }
    }

    private static void page(Request request, ClientDialect dialect, Keepsakes keepsakes, Keepsakes.Kept kept) {
        Pages pages = Pages.of(request);
        if (pages.page() == null) {
            PlainReply.failure(request, dialect, pages.wrong());
        } else {
            PlainReply.page(request, keepsakes.inputItems(kept, pages.page()));
        }
    }

    private static void refuse(Request request, ClientDialect dialect, String message, @Nullable String param) {
        PlainReply.failure(request, dialect, new Failure.BadRequest(message, param, null));
    }

    private void there(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Kept wanted,
            Snapshot now,
            ClientKey key,
            Keeper.Sought.There at) {
        String method = request.method();
        boolean stream = method.equals("GET") && "true".equals(request.parameter("stream"));
        String path = keepsakes.path(wanted) + query(request.query());
        Asked asked =
                Asked.NOTHING.sent(new Asked.Sent(method, path, method.equals("POST") ? "application/json" : null));
        boolean removal = method.equals("DELETE");
        Duration lasts = now.terms().responses();
        boolean due =
                at.tally() == Stored.Tally.DUE && lasts != null && !removal && wanted.part() != Purpose.Kept.Part.INPUT;
        Memory memory = removal
                ? keeper.farewell(key, wanted.id())
                : due && lasts != null ? keeper.tally(key, wanted.id(), lasts) : null;
        reception.forward(
                request,
                dialect.on(due ? keepsakes.due() : keepsakes.errand()),
                asked,
                now,
                key,
                new Reception.Errand(at.at(), stream ? Delivery.STREAM_WITH_USAGE : Delivery.WHOLE, memory));
    }

    /// The parameters that mean something to a provider; a key of the caller's is none of them.
    private static String query(@Nullable String sent) {
        if (sent == null) {
            return "";
        }
        List<String> passed = List.of(sent.split("&", -1)).stream()
                .filter(parameter -> PASSED.contains(Paths.decoded(parameter.split("=", 2)[0])))
                .toList();
        return passed.isEmpty() ? "" : "?" + String.join("&", passed);
    }
}
