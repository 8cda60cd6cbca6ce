package dev.weir.route;

import dev.weir.ledger.ClientKey;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Terms;
import org.jspecify.annotations.Nullable;

/// Gives every exchange of one event loop the memory that it needs, if any.
public final class Keeper {
    private final Deposits deposits;

    public Keeper(Deposits deposits) {
        this.deposits = deposits;
    }

    /// The memory of an exchange, or null where there is nothing to take up and nothing to leave.
    public @Nullable Memory memory(ClientDialect dialect, ClientKey key, Plan plan, Terms terms) {
        if (terms.reasoning() != null && !dialect.bytes().carriesSeals() && plan.crosses()) {
            return new SealMemory(deposits, Owner.of(key.name()), terms.reasoning(), terms.mostBytes());
        }
        return null;
    }
}
