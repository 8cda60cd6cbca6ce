package dev.weir.route;

import dev.weir.chat.Delivered;
import dev.weir.chat.Usage;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Slip;
import dev.weir.vault.Stored;
import dev.weir.vault.Whereabouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The memory of a look at something that was still being made when it was last seen: once its provider has said what
/// it used, one look of all has it metered.
///
/// Who meters is decided where the thing is kept, by turning its tally from due to counted while nobody stands between
/// the look and the change. Where the store cannot be asked in time nothing is metered, and it stays due for the next.
final class TallyMemory implements NativeMemory {
    private enum Claim {
        OPEN,
        WON,
        GIVEN_UP
    }

    private final Provenance inner;
    private final Deposits deposits;
    private final Slip slip;
    private final Duration lasts;

    /// @param inner that hears of the answer
    /// @param slip of the thing
    TallyMemory(Provenance inner, Deposits deposits, Slip slip, Duration lasts) {
        this.inner = inner;
        this.deposits = deposits;
        this.slip = slip;
        this.lasts = lasts;
    }

    @Override
    public void claim(Delivered delivered, BooleanSupplier wanted, Runnable then) {
        Usage used = delivered.due();
        if (used == null) {
            then.run();
            return;
        }
        AtomicReference<Claim> claim = new AtomicReference<>(Claim.OPEN);
        deposits.amend(slip, content -> counted(content, claim), _ -> {
            if (claim.compareAndSet(Claim.OPEN, Claim.GIVEN_UP) || claim.get() == Claim.GIVEN_UP) {
                then.run();
            } else if (wanted.getAsBoolean()) {
                delivered.meter(used);
                then.run();
            } else {
                deposits.amend(slip, this::due, _ -> {});
            }
        });
    }

    private @Nullable Deposit counted(byte @Nullable [] content, AtomicReference<Claim> claim) {
        Whereabouts at = dueAt(content);
        return at != null && claim.compareAndSet(Claim.OPEN, Claim.WON)
                ? new Deposit(slip, new Stored.There(at, Stored.Tally.COUNTED).bytes(), lasts)
                : null;
    }

    /// Where the thing lives, if nobody counted it yet. Of one that was made elsewhere nothing is kept before.
    private @Nullable Whereabouts dueAt(byte @Nullable [] content) {
        if (content == null) {
            return slip.kind() == Slip.Kind.OBJECT ? inner.whereabouts() : null;
        }
        return Stored.read(content) instanceof Stored.There(var at, var tally) && tally == Stored.Tally.DUE ? at : null;
    }

    /// Whoever won went away before it could be told.
    private @Nullable Deposit due(byte @Nullable [] content) {
        return content != null && Stored.read(content) instanceof Stored.There(var at, var _)
                ? new Deposit(slip, new Stored.There(at, Stored.Tally.DUE).bytes(), lasts)
                : null;
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        inner.answered(step, pass, delivered, whole);
        if (delivered.hasMade()) {
            Keeper.made(deposits, slip.owner(), step, pass, delivered);
        }
    }
}
