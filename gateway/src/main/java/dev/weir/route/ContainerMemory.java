package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange whose answer nobody keeps: whose the containers are that code ran in, for they live on.
record ContainerMemory(Deposits deposits, Owner owner, Duration lasts) implements NativeMemory {
    private static final String CONTAINER = "cntr_";

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        for (String id : delivered.takeItems()) {
            if (id.startsWith(CONTAINER)) {
                byte[] at = new Stored.There(Provenance.of(step, pass)).bytes();
                deposits.put(new Deposit(new Slip(owner, Slip.Kind.ITEM, id), at, lasts));
            }
        }
    }
}
