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
import dev.weir.vault.Whereabouts;
import java.time.Duration;
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
    public Identity identify(Identity identity) {
        return identity.kept(new Identity.Keep(previous, null));
    }

    @Override
    public boolean listens(Step step) {
        return true;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        byte[] answer = dialect.codec().encode(response, identity, _ -> {});
        keep(keepsakes.kept(request, answer, Keepsakes.Origin.TRANSLATED));
    }

    /// The provider that began it has half of it at most: it is kept here.
    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        if (answer != null) {
            keep(keepsakes.kept(request, answer, Keepsakes.Origin.TRANSLATED));
        }
    }

    private void keep(Keepsakes.@Nullable Kept kept) {
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

    /// A host that keeps nothing itself is one whose answers are kept here.
    @Override
    public boolean holds(Step step) {
        return !step.keepsAnswers();
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        String id = delivered.id();
        if (id == null) {
            return;
        }
        if (holds(step)) {
            if (whole != null && !told) {
                told = true;
                keep(keepsakes.kept(request, whole, Keepsakes.Origin.NATIVE));
            }
            return;
        }
        Whereabouts at = Provenance.of(step, pass);
        // A run in the background says later what it used.
        boolean due = delivered.frames() == 0 && delivered.usage() == null && delivered.finish() == null;
        if (!told) {
            told = true;
            put(Slip.Kind.RESPONSE, id, new Stored.There(at, due ? Stored.Tally.DUE : Stored.Tally.COUNTED));
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
