package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Identity;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange whose answer nobody keeps: whose the containers are that code ran in, for they live on.
record ContainerMemory(Deposits deposits, Owner owner, Duration lasts) implements Memory {
    private static final String CONTAINER = "cntr_";

    @Override
    public void recall(ChatRequest request, Step step, Consumer<Recalled> then) {
        then.accept(new Recalled(request, List.of()));
    }

    @Override
    public boolean listens(Step step) {
        return false;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        // What was translated brings no containers that a client could name.
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        // Whose its containers are was noted when it began.
    }

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
