package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivered;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Turn;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Keepsakes;
import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Remembers whose the seals are that say nothing of it themselves: a digest of each, and its issuer. A request whose
/// seals are not all for a target goes there translated, without those.
///
/// @param issuers of the seals in the request, as far as they are known
/// @param other memory of the exchange, or null
record ToldSeals(
        Deposits deposits,
        Owner owner,
        Duration lasts,
        Keepsakes keepsakes,
        Map<String, String> issuers,
        @Nullable Memory other)
        implements Memory {
    private static final int DIGEST = 16;

    static Slip slip(Owner owner, String seal) {
        return new Slip(owner, Slip.Kind.SEAL, digest(seal));
    }

    private static String digest(String seal) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seal.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean crosses(Step step) {
        for (String issuer : issuers.values()) {
            if (!step.traits().acceptedSeals().contains(issuer)) {
                return true;
            }
        }
        return other != null && other.crosses(step);
    }

    @Override
    public void recall(ChatRequest request, Step step, Consumer<Recalled> then) {
        ChatRequest told = issuers.isEmpty() ? request : told(request);
        if (other == null) {
            then.accept(new Recalled(told, List.of()));
        } else {
            other.recall(told, step, then);
        }
    }

    private ChatRequest told(ChatRequest request) {
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : request.turns()) {
            List<Part> parts = turn.parts().stream().map(this::told).toList();
            turns.add(
                    parts.equals(turn.parts())
                            ? turn
                            : new Turn(turn.role(), parts, turn.name(), turn.at(), turn.marks()));
        }
        return request.withTurns(turns);
    }

    private Part told(Part part) {
        Seal seal = part.marks().seal();
        String issuer = seal == null ? null : issuers.get(seal.opaque());
        return seal != null && issuer != null && part instanceof Part.Thought(var text, var form, var marks)
                ? new Part.Thought(text, form, marks.withSeal(new Seal(issuer, seal.opaque())))
                : part;
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
    public Identity identify(Identity identity) {
        return other == null ? identity : other.identify(identity);
    }

    @Override
    public void answered(Step step, ChatResponse response, Identity identity) {
        note(response);
        if (other != null) {
            other.answered(step, response, identity);
        }
    }

    @Override
    public void rescued(Step by, ChatResponse response, byte @Nullable [] answer) {
        note(response);
        if (other != null) {
            other.rescued(by, response, answer);
        }
    }

    private void note(ChatResponse response) {
        for (Choice choice : response.choices()) {
            for (Part part : choice.parts()) {
                Seal seal = part.marks().seal();
                if (seal != null && part instanceof Part.Thought) {
                    note(seal.opaque(), seal.issuer());
                }
            }
        }
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        if (whole != null) {
            keepsakes.seals(whole).forEach(seal -> note(seal, step.issuer()));
        }
        if (other != null) {
            other.answered(step, pass, delivered, whole);
        }
    }

    private void note(String seal, String issuer) {
        deposits.put(new Deposit(slip(owner, seal), issuer.getBytes(StandardCharsets.UTF_8), lasts));
    }
}
