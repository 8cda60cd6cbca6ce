package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Shelf;
import dev.weir.http.Request;
import dev.weir.ledger.ClientKey;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.Onward;
import dev.weir.route.Outbound;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One page of the things on a shelf that are a key's own. A provider's page holds everybody's: page after page is
/// asked for until one more than is wanted was found, or there are no more. Where a page is not followed by the id of
/// its last thing, the caller asks for the next itself, and may find a page short.
final class OwnPage {
    private static final int MOST_PAGES = 20;
    private final Deposits deposits;
    private final ClientKey key;
    private final Shelf shelf;
    private final Provider provider;
    private final int wanted;
    /// The parameter that a list goes on by, or null where its caller asks for the next page itself.
    private final @Nullable String after;
    private final List<JsonNode> own = new ArrayList<>();
    private String query = "";
    private int pages;

    /// Asks for a page.
    interface Provider {
        /// @param way of the answer, from the client's
        void ask(String query, UnaryOperator<Outbound> way);
    }

    OwnPage(Deposits deposits, ClientKey key, Shelf shelf, Request request, Provider provider) {
        this.shelf = shelf;
        this.deposits = deposits;
        this.key = key;
        this.provider = provider;
        String limit = request.parameter("limit");
        this.after = request.parameter("before_id") == null ? shelf.after() : null;
        this.wanted = limit != null && limit.matches("[0-9]{1,5}") ? Integer.parseInt(limit) : Integer.MAX_VALUE;
    }

    void begin(String asked) {
        query = asked;
        next(asked);
    }

    private void next(String asked) {
        pages++;
        provider.ask(asked, out -> new Way(this, out));
    }

    private void taken(Outbound out, int status, AnswerHeaders headers, byte[] body) {
        boolean good = status >= 200 && status <= 299;
        if (good
                && Json.readOrNull(body, 0, body.length) instanceof ObjectNode object
                && object.get(shelf.list()) instanceof ArrayNode data) {
            new Sieve(data, () -> sifted(out, status, headers, object, data)).sift();
        } else {
            out.reply(status, headers, body);
        }
    }

    private void sifted(Outbound out, int status, AnswerHeaders headers, ObjectNode object, ArrayNode data) {
        if (after == null) {
            object.set(shelf.list(), Json.array().addAll(own));
            out.reply(status, headers, Json.bytes(object));
            return;
        }
        boolean more = object.path("has_more").asBoolean(false) && !data.isEmpty();
        String last = data.isEmpty() ? "" : data.get(data.size() - 1).path("id").asString("");
        if (more && own.size() <= wanted && pages < MOST_PAGES && !last.isEmpty()) {
            String rest = Queries.without(query, after);
            next((rest.isEmpty() ? "" : rest + "&") + after + "=" + Paths.encoded(last));
            return;
        }
        List<JsonNode> page = own.subList(0, Math.min(wanted, own.size()));
        ArrayNode kept = Json.array();
        page.forEach(kept::add);
        object.set("data", kept);
        if (object.has("has_more")) {
            object.put("has_more", more || own.size() > wanted);
        }
        if (object.path("total").isNumber()) {
            object.put("total", kept.size());
        }
        edge(object, "first_id", page.isEmpty() ? null : page.getFirst());
        edge(object, "last_id", page.isEmpty() ? null : page.getLast());
        out.reply(status, headers, Json.bytes(object));
    }

    private static void edge(ObjectNode object, String name, @Nullable JsonNode of) {
        if (!object.has(name)) {
            return;
        }
        if (of == null) {
            object.putNull(name);
        } else {
            object.put(name, of.path("id").asString(""));
        }
    }

    /// Finds what of a provider's page is the caller's.
    private final class Sieve {
        private final ArrayNode data;
        private final Runnable then;
        private final boolean[] mine;
        private int asked;

        Sieve(ArrayNode data, Runnable then) {
            this.data = data;
            this.then = then;
            this.mine = new boolean[data.size()];
            this.asked = data.size();
        }

        void sift() {
            if (mine.length == 0) {
                then.run();
            }
            for (int i = 0; i < mine.length; i++) {
                int at = i;
                String name = shelf.nameIn(data.get(i));
                deposits.find(
                        StoredDesk.slip(key, shelf, name == null ? "" : name),
                        found -> answered(at, found instanceof Found.Kept));
            }
        }

        private void answered(int at, boolean yes) {
            mine[at] = yes;
            if (--asked > 0) {
                return;
            }
            for (int i = 0; i < mine.length; i++) {
                if (mine[i]) {
                    own.add(data.get(i));
                }
            }
            then.run();
        }
    }

    /// The way back of one of the provider's pages.
    private record Way(OwnPage page, Outbound out) implements Onward {
        @Override
        public void reply(int status, AnswerHeaders headers, byte[] body) {
            page.taken(out, status, headers, body);
        }
    }
}
