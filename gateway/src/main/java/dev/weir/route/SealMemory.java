package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivered;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Turn;
import dev.weir.dialect.Identity;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Reasoning;
import dev.weir.vault.Slip;
import dev.weir.vault.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The seals of a conversation whose client has no field for them: kept when an answer bears some, put back when the
/// client sends that answer back, to targets that take them.
final class SealMemory implements Memory {
    private final Deposits deposits;
    private final Owner owner;
    private final Duration lasts;
    private final int mostBytes;
    /// Before the answer that is asked for; null where nobody listens to it.
    private @Nullable List<Turn> before;

    SealMemory(Deposits deposits, Owner owner, Duration lasts, int mostBytes) {
        this.deposits = deposits;
        this.owner = owner;
        this.lasts = lasts;
        this.mostBytes = mostBytes;
    }

    @Override
    public void recall(ChatRequest request, Step step, Consumer<Recalled> then) {
        Set<String> accepted = step.traits().acceptedSeals();
        before = accepted.isEmpty() ? null : request.turns();
        if (request.turns().stream().noneMatch(SealMemory::mayBeSealed)) {
            then.accept(new Recalled(request, List.of()));
            return;
        }
        Trail along = new Trail();
        Map<Integer, Slip> wanted = new HashMap<>();
        List<Turn> turns = request.turns();
        for (int i = 0; i < turns.size(); i++) {
            along.follow(turns.get(i));
            if (mayBeSealed(turns.get(i))) {
                wanted.put(i, slip(along));
            }
        }
        new Look(request, accepted, wanted.size(), then).begin(wanted);
    }

    private Slip slip(Trail at) {
        return new Slip(owner, Slip.Kind.REASONING, at.name());
    }

    /// Whether a turn is an answer whose seals the client did not send back.
    private static boolean mayBeSealed(Turn turn) {
        return turn.role() == Role.ASSISTANT
                && turn.parts().stream().noneMatch(part -> part.marks().seal() != null);
    }

    /// A look for several deposits at once.
    private final class Look {
        private final ChatRequest request;
        private final Set<String> accepted;
        private final Consumer<Recalled> then;
        private final Map<Integer, Reasoning> found = new TreeMap<>();
        private int outstanding;

        private Look(ChatRequest request, Set<String> accepted, int outstanding, Consumer<Recalled> then) {
            this.request = request;
            this.accepted = accepted;
            this.outstanding = outstanding;
            this.then = then;
        }

        private void begin(Map<Integer, Slip> wanted) {
            wanted.forEach((turn, slip) -> deposits.find(slip, answer -> take(turn, answer)));
        }

        private void take(int turn, Found answer) {
            // A store that cannot be asked is no reason not to go on.
            if (answer instanceof Found.Kept(byte[] content)) {
                Reasoning reasoning = Reasoning.read(content);
                if (reasoning != null) {
                    found.put(turn, reasoning);
                }
            }
            if (--outstanding == 0) {
                then.accept(found.isEmpty() ? new Recalled(request, List.of()) : restored());
            }
        }

        private Recalled restored() {
            List<Turn> turns = new ArrayList<>(request.turns());
            List<Loss> added = new ArrayList<>();
            found.forEach((at, reasoning) -> {
                Turn turn = turns.get(at);
                List<Part> parts = reasoning.in(turn.parts(), accepted);
                if (!parts.equals(turn.parts())) {
                    turns.set(at, new Turn(turn.role(), parts, turn.name(), turn.at(), turn.marks()));
                    added.add(new Loss(
                            turn.at(),
                            Loss.Verdict.ADDED,
                            "The reasoning that the provider sealed in this answer, and what its own tools did, was kept"
                                    + " here and put back."));
                }
                List<String> left = reasoning.left(accepted);
                if (!left.isEmpty()) {
                    added.add(new Loss(
                            turn.at(),
                            Loss.Verdict.DROPPED,
                            "What the provider's own tools did in this answer (" + String.join(", ", left)
                                    + ") is kept here, and only models of that provider take it back."));
                }
            });
            return new Recalled(request.withTurns(turns), added);
        }
    }

    @Override
    public boolean listens(Step step) {
        return before != null;
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        keep(step, response);
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        keep(by, response);
    }

    private void keep(Step step, ChatResponse response) {
        List<Turn> turns = before;
        if (turns == null) {
            return;
        }
        for (Choice choice : response.choices()) {
            Reasoning reasoning = Reasoning.of(choice.parts(), step.issuer());
            if (reasoning != null) {
                Trail after = new Trail();
                turns.forEach(after::follow);
                after.follow(choice.parts());
                byte[] content = reasoning.bytes();
                if (content.length <= mostBytes) {
                    deposits.put(new Deposit(slip(after), content, lasts));
                }
            }
        }
    }

    /// On the byte lane the client's bytes are the provider's: whatever it does not send back, it did not want.
    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        // Nothing to keep.
    }
}
