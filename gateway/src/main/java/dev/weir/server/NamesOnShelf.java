package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.Shelf;
import dev.weir.dialect.Ties;
import dev.weir.dialect.anthropic.BatchedThings;
import dev.weir.dialect.forward.NamedFiles;
import dev.weir.dialect.gemini.CachedThings;
import dev.weir.ledger.ClientKey;
import dev.weir.route.Keeper;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.wire.Multipart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that a request for a provider's shelf names and that lives at one account.
sealed interface NamesOnShelf {
    int MOST = 1_000;

    record Names(List<Slip> slips) implements NamesOnShelf {
        public Names {
            slips = List.copyOf(slips);
        }
    }

    /// It cannot be told what it names.
    record Refused(Failure failure) implements NamesOnShelf {}

    /// @param type of the body, or null
    static NamesOnShelf of(Purpose.Stored what, String method, @Nullable String type, byte[] body, ClientKey key) {
        Set<Slip> slips = new LinkedHashSet<>();
        if (!what.id().isEmpty()) {
            slips.add(StoredDesk.slip(key, what.shelf(), what.name()));
        }
        if (method.equals("POST")) {
            try {
                slips.addAll(inBody(what.shelf(), type, body, key));
            } catch (Multipart.Malformed e) {
                return new Refused(new Failure.BadRequest(
                        "The form cannot be read: " + e.getMessage() + ". Let an SDK or an HTTP library write it.",
                        "file",
                        null));
            } catch (OpenAiRejection e) {
                return new Refused(e.failure());
            }
        }
        return slips.size() > MOST
                ? new Refused(new Failure.BadRequest(
                        "More than " + MOST + " different ids are named at once. Send the batch in parts.", null, null))
                : new Names(List.copyOf(slips));
    }

    private static Set<Slip> inBody(Shelf shelf, @Nullable String type, byte[] body, ClientKey key)
            throws Multipart.Malformed {
        Owner owner = Owner.of(key.name());
        return switch (shelf) {
            case BATCHES, VECTOR_STORES, CONTAINERS -> {
                Set<Slip> files = new LinkedHashSet<>();
                NamedFiles.in(body).forEach(id -> files.add(new Slip(owner, Slip.Kind.OBJECT, id)));
                yield files;
            }
            case CLAUDE_BATCHES -> slips(owner, BatchedThings.in(body));
            case CACHED_CONTENTS -> slips(owner, CachedThings.in(body));
            case FILES ->
                type != null && Multipart.isForm(type) && !key.equals(ClientKey.OPEN)
                        ? BatchLines.in(owner, body, type)
                        : Set.of();
            case CLAUDE_FILES, GEMINI_FILES -> Set.of();
        };
    }

    private static Set<Slip> slips(Owner owner, List<Ties.Thing> things) {
        Set<Slip> slips = new LinkedHashSet<>();
        things.forEach(thing -> slips.add(Keeper.slip(owner, thing)));
        return slips;
    }
}
