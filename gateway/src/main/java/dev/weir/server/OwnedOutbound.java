package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.dialect.Purpose;
import dev.weir.ledger.ClientKey;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.Outbound;
import dev.weir.route.Provenance;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The way back of an answer about files or batches: whose they are is noted, and of a list goes on what is the
/// caller's.
final class OwnedOutbound implements Outbound {
    private static final Duration LASTS = Duration.ofDays(365);

    private final Outbound out;
    private final Deposits deposits;
    private final ClientKey key;
    private final Provenance from;
    private final Purpose.Stored what;

    OwnedOutbound(Outbound out, Deposits deposits, ClientKey key, Provenance from, Purpose.Stored what) {
        this.out = out;
        this.deposits = deposits;
        this.key = key;
        this.from = from;
        this.what = what;
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        boolean good = status >= 200 && status <= 299 && what.action().isEmpty()
                || what.action().equals("cancel");
        JsonNode node = good ? Json.readOrNull(body, 0, body.length) : null;
        if (!(node instanceof ObjectNode object)) {
            out.reply(status, headers, body);
        } else if (object.get("data") instanceof ArrayNode data && what.id().isEmpty()) {
            list(status, headers, body, object, data);
        } else {
            note(object);
            out.reply(status, headers, body);
        }
    }

    private void note(ObjectNode object) {
        if (object.path("deleted").asBoolean(false)) {
            deposits.remove(StoredDesk.slip(key, what.id()));
            return;
        }
        Whereabouts at = from.whereabouts();
        if (at == null) {
            return;
        }
        byte[] where = new Stored.There(at).bytes();
        for (String name : List.of("id", "output_file_id", "error_file_id")) {
            JsonNode id = object.path(name);
            if (id.isString() && !id.stringValue().isEmpty()) {
                deposits.put(new Deposit(StoredDesk.slip(key, id.stringValue()), where, LASTS));
            }
        }
    }

    private void list(int status, AnswerHeaders headers, byte[] body, ObjectNode object, ArrayNode data) {
        if (key.equals(ClientKey.OPEN) || data.isEmpty()) {
            out.reply(status, headers, body);
            return;
        }
        new Sieve(object, data, () -> out.reply(status, headers, Json.bytes(object))).sift();
    }

    /// Takes out of a list what is not the caller's.
    private final class Sieve {
        private final ObjectNode object;
        private final ArrayNode data;
        private final Runnable then;
        private final boolean[] own;
        private int asked;

        Sieve(ObjectNode object, ArrayNode data, Runnable then) {
            this.object = object;
            this.data = data;
            this.then = then;
            this.own = new boolean[data.size()];
            this.asked = data.size();
        }

        void sift() {
            for (int i = 0; i < own.length; i++) {
                int at = i;
                deposits.find(
                        StoredDesk.slip(key, data.get(i).path("id").asString("")),
                        found -> answered(at, found instanceof Found.Kept));
            }
        }

        private void answered(int at, boolean mine) {
            own[at] = mine;
            if (--asked == 0) {
                finish();
            }
        }

        private void finish() {
            ArrayNode kept = Json.array();
            for (int i = 0; i < own.length; i++) {
                if (own[i]) {
                    kept.add(data.get(i));
                }
            }
            object.set("data", kept);
            edge("first_id", kept.isEmpty() ? null : kept.get(0));
            edge("last_id", kept.isEmpty() ? null : kept.get(kept.size() - 1));
            then.run();
        }

        private void edge(String name, @Nullable JsonNode of) {
            if (!object.has(name)) {
                return;
            }
            if (of == null) {
                object.putNull(name);
            } else {
                object.put(name, of.path("id").asString(""));
            }
        }
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {
        out.begin(status, headers);
    }

    @Override
    public void write(ByteSink bytes) {
        out.write(bytes);
    }

    @Override
    public void end() {
        out.end();
    }

    @Override
    public void abort() {
        out.abort();
    }

    @Override
    public boolean isFull() {
        return out.isFull();
    }

    @Override
    public void whenDrained(Runnable next) {
        out.whenDrained(next);
    }
}
