package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Keepsakes;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange whose answer is not to be stored, over a connection: its client may go on from it as long
/// as that lasts.
///
/// @param deposits that go with the connection
/// @param request with what it builds on in it
/// @param beside notes what lives on at the provider
record PassingMemory(
        Deposits deposits, Owner owner, ClientDialect dialect, Keepsakes keepsakes, byte[] request, Memory beside)
        implements Memory {
    private static final Duration WHILE_IT_LASTS = Duration.ofDays(1);

    @Override
    public boolean listens(Step step) {
        return true;
    }

    @Override
    public boolean holds(Step step) {
        return true;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        keep(dialect.codec().encode(response, identity, _ -> {}), Keepsakes.Origin.TRANSLATED);
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        if (answer != null) {
            keep(answer, Keepsakes.Origin.TRANSLATED);
        }
        beside.rescued(by, response, answer);
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        if (whole != null) {
            keep(whole, Keepsakes.Origin.NATIVE);
        }
        beside.answered(step, pass, delivered, whole);
    }

    private void keep(byte[] answer, Keepsakes.Origin origin) {
        Keepsakes.Kept kept = keepsakes.kept(request, answer, origin);
        if (kept == null) {
            return;
        }
        String id = kept.response().path("id").asString("");
        put(Slip.Kind.RESPONSE, id, new Stored.Here(kept));
        for (String item : keepsakes.items(kept)) {
            if (keepsakes.answerOf(item) == null) {
                put(Slip.Kind.ITEM, item, new Stored.Within(id));
            }
        }
    }

    private void put(Slip.Kind kind, String name, Stored stored) {
        deposits.put(new Deposit(new Slip(owner, kind, name), stored.bytes(), WHILE_IT_LASTS));
    }
}
