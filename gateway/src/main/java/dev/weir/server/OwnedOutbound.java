package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.dialect.Purpose;
import dev.weir.ledger.ClientKey;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.Outbound;
import dev.weir.route.Provenance;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The way back of an answer about a file or a batch: whose it is, is noted.
final class OwnedOutbound implements Outbound {
    static final Duration LASTS = Duration.ofDays(365);

    private final Outbound out;
    private final Deposits deposits;
    private final ClientKey key;
    private final Provenance from;
    private final Purpose.Stored what;
    private final Stored.Tally tally;

    OwnedOutbound(
            Outbound out, Deposits deposits, ClientKey key, Provenance from, Purpose.Stored what, Stored.Tally tally) {
        this.tally = tally;
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
        if (node instanceof ObjectNode object) {
            note(object);
        }
        out.reply(status, headers, body);
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
        for (String name : List.of("id", "output_file_id", "error_file_id")) {
            JsonNode id = object.path(name);
            if (id.isString() && !id.stringValue().isEmpty()) {
                note(id.stringValue(), new Stored.There(at, name.equals("id") ? tally : Stored.Tally.COUNTED));
            }
        }
    }

    /// What was counted of something that is known stays counted.
    private void note(String id, Stored.There there) {
        Slip slip = StoredDesk.slip(key, id);
        if (what.id().isEmpty()) {
            deposits.put(new Deposit(slip, there.bytes(), LASTS));
        } else {
            deposits.amend(
                    slip,
                    before -> before != null && Stored.read(before) instanceof Stored.There
                            ? new Deposit(slip, before, LASTS)
                            : new Deposit(slip, there.bytes(), LASTS),
                    _ -> {});
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
    public long backlog() {
        return out.backlog();
    }

    @Override
    public void whenDrained(Runnable next) {
        out.whenDrained(next);
    }
}
