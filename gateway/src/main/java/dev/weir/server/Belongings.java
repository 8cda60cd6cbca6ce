package dev.weir.server;

import dev.weir.ledger.ClientKey;
import dev.weir.route.Provenance;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.time.Duration;

/// What a key has at providers: files, batches and the like, each noted with where it lives.
///
/// @param from where the answer comes from that tells of it
record Belongings(Deposits deposits, ClientKey key, Provenance from) {
    /// How long it is known whose a thing is, from the last look at it.
    static final Duration LAST = Duration.ofDays(365);

    static Slip slip(ClientKey key, Slip.Kind kind, String id) {
        return new Slip(Owner.of(key.name()), kind, id);
    }

    /// It was made.
    void made(Slip.Kind kind, String id, Stored.Tally tally) {
        Whereabouts at = from.whereabouts();
        if (at != null) {
            deposits.put(new Deposit(slip(key, kind, id), new Stored.There(at, tally).bytes(), LAST));
        }
    }

    /// It was looked at. What was counted of something that is known stays counted.
    void seen(Slip.Kind kind, String id, Stored.Tally tally) {
        Whereabouts at = from.whereabouts();
        if (at != null) {
            Slip slip = slip(key, kind, id);
            byte[] fresh = new Stored.There(at, tally).bytes();
            deposits.amend(
                    slip,
                    before -> new Deposit(
                            slip, before != null && Stored.read(before) instanceof Stored.There ? before : fresh, LAST),
                    _ -> {});
        }
    }

    void gone(Slip.Kind kind, String id) {
        deposits.remove(slip(key, kind, id));
    }
}
