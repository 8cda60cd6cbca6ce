package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Keepsakes;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Terms;
import org.jspecify.annotations.Nullable;

/// The memory of an exchange within a conversation that is kept here: what was asked and answered is put at its end.
/// What else a caller may come back to is another memory's.
///
/// @param request with the conversation put into it
/// @param taken how many items of its input those are
/// @param answers keeps the answer by itself, or null
record ConversationMemory(
        Deposits deposits,
        Slip slip,
        Terms terms,
        ClientDialect dialect,
        Conversations conversations,
        byte[] request,
        int taken,
        @Nullable Memory answers)
        implements Memory {
    @Override
    public Identity identify(Identity identity) {
        return identity.kept(new Identity.Keep(null, slip.name()));
    }

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
        grow(dialect.codec().encode(response, identity, _ -> {}), Keepsakes.Origin.TRANSLATED);
        if (answers != null) {
            answers.answered(step, response, identity);
        }
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        if (answer != null) {
            grow(answer, Keepsakes.Origin.TRANSLATED);
        }
        if (answers != null) {
            answers.rescued(by, response, answer);
        }
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        if (whole != null) {
            grow(whole, Keepsakes.Origin.NATIVE);
        }
        if (answers != null) {
            answers.answered(step, pass, delivered, whole);
        }
    }

    private void grow(byte[] answer, Keepsakes.Origin origin) {
        deposits.amend(
                slip,
                content -> {
                    if (content == null || !(Stored.read(content) instanceof Stored.Conversation(var kept))) {
                        return null;
                    }
                    Conversations.Kept grown = conversations.grown(kept, request, taken, answer, origin);
                    return new Deposit(slip, new Stored.Conversation(grown).bytes(), Talks.lasting(terms));
                },
                _ -> {});
    }
}
