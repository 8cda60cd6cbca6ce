package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivered;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Keepsakes;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a caller may come back to: an answer of the byte lane lives at its provider, and its ids belong to this caller;
/// one of the cross lane is kept here.
final class ResponseMemory implements Memory {
    private final Deposits deposits;
    private final Owner owner;
    private final Duration lasts;
    private final int mostBytes;
    private final ClientDialect dialect;
    private final Keepsakes keepsakes;
    private final byte[] request;
    private final @Nullable String previous;
    private boolean told;

    /// @param request with what it builds on in it
    /// @param previous id of the answer that it goes on from
    ResponseMemory(
            Deposits deposits,
            Owner owner,
            Duration lasts,
            int mostBytes,
            ClientDialect dialect,
            Keepsakes keepsakes,
            byte[] request,
            @Nullable String previous) {
        this.deposits = deposits;
        this.owner = owner;
        this.lasts = lasts;
        this.mostBytes = mostBytes;
        this.dialect = dialect;
        this.keepsakes = keepsakes;
        this.request = request;
        this.previous = previous;
    }

    @Override
    public void recall(ChatRequest asked, Step step, Consumer<Recalled> then) {
        then.accept(new Recalled(asked, List.of()));
    }

    @Override
    public Identity identify(Identity identity) {
        return identity.kept(new Identity.Keep(previous));
    }

    @Override
    public boolean listens(Step step) {
        return true;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        byte[] answer = dialect.codec().encode(response, identity, _ -> {});
        Keepsakes.Kept kept = keepsakes.kept(request, answer);
        if (kept != null) {
            put(Slip.Kind.RESPONSE, kept.response().path("id").asString(""), new Stored.Here(kept));
        }
    }

    @Override
    public void answered(Step step, Delivered delivered) {
        String id = delivered.id();
        if (id == null) {
            return;
        }
        Whereabouts at = Keeper.whereabouts(step);
        if (!told) {
            told = true;
            put(Slip.Kind.RESPONSE, id, new Stored.There(at));
        }
        for (String item : delivered.takeItems()) {
            put(Slip.Kind.ITEM, item, new Stored.There(at));
        }
    }

    private void put(Slip.Kind kind, String name, Stored stored) {
        byte[] content = stored.bytes();
        if (content.length <= mostBytes) {
            deposits.put(new Deposit(new Slip(owner, kind, name), content, lasts));
        }
    }
}
