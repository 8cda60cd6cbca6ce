package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.ledger.ClientKey;
import dev.weir.vault.Deposit;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange whose conversation the provider holds: whose its answer is, from which the next turn goes
/// on.
record ThreadMemory(Keeper keeper, ClientKey key, Owner owner, Duration lasts) implements NativeMemory {
    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        String id = delivered.id();
        if (id != null) {
            byte[] at = new Stored.There(Provenance.of(step, pass)).bytes();
            keeper.deposits().put(new Deposit(new Slip(owner, Slip.Kind.RESPONSE, id), at, lasts));
        }
        keeper.made(key, step, pass, delivered);
    }
}
