package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.SocketTalk;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.ClientDialect;
import dev.weir.route.Engine;
import dev.weir.route.Keeper;
import dev.weir.route.Receipt;
import dev.weir.route.Receipts;
import dev.weir.route.Talks;
import dev.weir.server.Signpost.Errand;
import dev.weir.wire.Multipart;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The client's side of the front door, one per event loop. Every answer, errors included, is in the dialect of the
/// path that was asked.
public final class DataPlane implements Consumer<Request> {
    private static final String RECEIPTS = "/v1/weir/receipts/";

    private final Signpost signpost;
    private final Reception reception;
    private final StoredDesk stores;
    private final ConversationDesk talks;
    private final RawDesk rawDesk;
    private final Supplier<Snapshot> snapshot;
    private final Receipts receipts;
    private final Health health;
    private final Keeper keeper;
    private final Context context;

    /// @param dialects that clients may speak; the first stands for clients without any mark
    public DataPlane(
            Context context,
            Engine engine,
            List<ClientDialect> dialects,
            Supplier<Snapshot> snapshot,
            Receipts receipts,
            Metrics metrics,
            Health health,
            InstantSource clock) {
        this.signpost = new Signpost(dialects);
        this.reception = new Reception(engine, metrics, clock, receipts.shadows());
        this.stores = new StoredDesk(reception, engine.keeper().deposits());
        this.talks = new ConversationDesk(new Talks(engine.keeper().deposits()), reception, clock);
        this.rawDesk = new RawDesk(reception, engine.keeper().deposits());
        this.snapshot = snapshot;
        this.receipts = receipts;
        this.health = health;
        this.keeper = engine.keeper();
        this.context = context;
    }

    @Override
    public void accept(Request request) {
        String path = request.path();
        if (health.answers(request, path)) {
            return;
        }
        Snapshot now = snapshot.get();
        if (Cors.answers(request, now.origins())) {
            return;
        }
        Errand errand = signpost.errand(request, path);
        switch (Caller.of(request, now)) {
            case Caller.Refused refused -> PlainReply.failure(request, errand.dialect(), refused.failure());
            case Caller.Known known -> serve(request, path, errand, now, known.key());
        }
    }

    private void serve(Request request, String path, Errand errand, Snapshot now, ClientKey key) {
        ClientDialect dialect = errand.dialect();
        Purpose purpose = errand.purpose();
        if (request.asksForWebSocket()) {
            socket(request, errand);
        } else if (purpose == null) {
            own(request, path, dialect, key);
        } else if (purpose instanceof Purpose.Unserved unserved) {
            unserved(request, dialect, unserved);
        } else if (purpose instanceof Purpose.Kept kept && dialect.keepsakes() != null) {
            kept(request, dialect, dialect.keepsakes(), kept, now, key);
        } else if (!purpose.takes(request.method())) {
            PlainReply.wrongMethod(request, dialect, purpose.method());
        } else {
            serve(request, dialect, purpose, now, key);
        }
    }

    private void serve(Request request, ClientDialect dialect, Purpose purpose, Snapshot now, ClientKey key) {
        switch (purpose) {
            case Purpose.Answer answer -> reception.take(request, dialect, answer.asked(), now, key);
            case Purpose.Form form -> reception.take(request, dialect, form(request, form.asked()), now, key);
            case Purpose.Count count -> count(request, dialect, count, now, key);
            case Purpose.Models _ -> ModelDesk.list(context, request, dialect, now, key);
            case Purpose.Model model -> ModelDesk.one(request, dialect, model.id(), now, key);
            case Purpose.Conversation talk
            when dialect.keepsakes() != null -> talks.take(request, dialect, dialect.keepsakes(), talk, now, key);
            case Purpose.Conversation _ -> unknown(request, dialect);
            case Purpose.Compaction _ -> compact(request, dialect, now, key);
            case Purpose.Stored stored -> stores.take(request, dialect, stored, now, key);
            case Purpose.Raw raw -> rawDesk.take(request, dialect, raw, now, key);
            case Purpose.Unserved unserved -> unserved(request, dialect, unserved);
            case Purpose.Kept _ -> unknown(request, dialect);
        }
    }

    /// A form keeps its content type, for its boundary stands there.
    private static Asked form(Request request, Asked asked) {
        String type = request.header("content-type");
        return Multipart.isForm(type) ? asked.sent(new Asked.Sent("POST", null, type)) : asked;
    }

    private void socket(Request request, Errand errand) {
        ClientDialect dialect = errand.dialect();
        SocketTalk talk = dialect.socket();
        if (talk == null || !(errand.purpose() instanceof Purpose.Answer)) {
            PlainReply.failure(
                    request,
                    dialect,
                    new Failure.BadRequest(
                            "A WebSocket is served at GET /v1/responses, for OpenAI's Responses API.", null, null));
            return;
        }
        int most = (int) Math.min(Integer.MAX_VALUE, snapshot.get().maxBody());
        request.webSocket(most, socket -> new SocketDesk(socket, request, dialect, talk, reception, snapshot));
    }

    private void compact(Request request, ClientDialect dialect, Snapshot now, ClientKey key) {
        if (dialect.keepsakes() == null) {
            unknown(request, dialect);
        } else {
            reception.compact(request, dialect, dialect.keepsakes(), now, key);
        }
    }

    private void kept(
            Request request,
            ClientDialect dialect,
            Keepsakes keepsakes,
            Purpose.Kept wanted,
            Snapshot now,
            ClientKey key) {
        new KeptDesk(keeper, reception).serve(request, dialect, keepsakes, wanted, now, key);
    }

    private void count(Request request, ClientDialect dialect, Purpose.Count count, Snapshot now, ClientKey key) {
        if (dialect.count() == null) {
            unknown(request, dialect);
        } else {
            reception.count(request, dialect, dialect.count(), count.asked(), now, key);
        }
    }

    /// What is the gateway's own.
    private void own(Request request, String path, ClientDialect dialect, ClientKey key) {
        if (!path.startsWith(RECEIPTS)) {
            unknown(request, dialect);
        } else if (request.method().equals("GET")) {
            receipt(request, dialect, Paths.decoded(path.substring(RECEIPTS.length())), key);
        } else {
            PlainReply.wrongMethod(request, dialect, "GET");
        }
    }

    private void receipt(Request request, ClientDialect dialect, String id, ClientKey key) {
        Receipt receipt = receipts.find(id, key.name());
        if (receipt == null) {
            PlainReply.failure(
                    request,
                    dialect,
                    new Failure.NotFound(
                            "There is no receipt `" + id + "` for this key. Receipts are kept in memory for the last"
                                    + " exchanges; the id is in the header x-weir-request-id of the answer.",
                            "receipt_not_found"));
        } else {
            PlainReply.page(request, ReceiptJson.full(receipt, receipts.shadows()));
        }
    }

    private void unserved(Request request, ClientDialect dialect, Purpose.Unserved what) {
        if (what.instead().isEmpty()) {
            unknown(request, dialect);
        } else {
            PlainReply.failure(request, dialect, new Failure.NotFound(what.instead(), "unknown_url"));
        }
    }

    private void unknown(Request request, ClientDialect dialect) {
        PlainReply.failure(
                request,
                dialect,
                new Failure.NotFound(
                        "Unknown request URL: " + request.method() + " " + request.path() + ". " + signpost.served()
                                + " Receipts are at GET " + RECEIPTS + "{request-id}.",
                        "unknown_url"));
    }
}
