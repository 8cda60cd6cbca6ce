package dev.weir.config;

import dev.weir.catalog.Glob;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.Confines;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.PassRule;
import dev.weir.ledger.Priority;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the callers that are let in: `keys`.
final class KeyReader {
    private static final String SHA256 = "sha256:";

    private final Notes notes;
    private final Values values;

    KeyReader(Notes notes, Values values) {
        this.notes = notes;
        this.values = values;
    }

    List<ClientKey> read(Section root) {
        var keys = new ArrayList<ClientKey>();
        var names = new HashMap<String, Place>();
        var hashes = new HashMap<KeyHash, String>();
        for (var element : root.elements("keys")) {
            var section = root.section(element);
            var key = key(section);
            if (key == null) {
                continue;
            }
            var before = names.putIfAbsent(key.name(), section.place());
            if (before != null) {
                notes.wrong(
                        section.place("name"),
                        section.pathOf("name"),
                        "the name " + key.name() + " stands at line " + before.line() + " already",
                        "Give each key a name of its own");
            }
            var same = hashes.putIfAbsent(key.hash(), key.name());
            if (same != null) {
                notes.wrong(section.place(), section.path(), "the same key as that of " + same, "Keep one of the two");
            }
            keys.add(key);
        }
        return keys;
    }

    private @Nullable ClientKey key(Section section) {
        section.expect(
                Set.of("name", "key", "hash", "models", "strict", "region", "data", "pass-through", "priority"),
                Map.of("limits", "limits of a key are not built", "budget", "budgets are not built"));
        var name = section.text("name");
        if (name == null) {
            notes.wrong(section.place(), section.path(), "a key without a name", "Say name: for logs and receipts");
        }
        var hash = hash(section);
        if (name == null || hash == null) {
            return null;
        }
        var models = section.texts("models").stream()
                .map(pattern -> new Glob(pattern.value()))
                .toList();
        if (section.has("models") && models.isEmpty()) {
            notes.wrong(
                    section.place("models"),
                    section.pathOf("models"),
                    "an empty list",
                    "Name the models it may use, or remove the key `models` to let it use all");
        }
        return new ClientKey(
                name.value(),
                hash,
                models,
                values.strictness(section),
                confines(section),
                passes(section),
                priority(section));
    }

    private static Confines confines(Section section) {
        var region = section.text("region");
        var data = section.text("data");
        return region == null && data == null
                ? Confines.NONE
                : new Confines(region == null ? null : region.value(), data == null ? null : data.value());
    }

    private Priority priority(Section section) {
        var said = section.text("priority");
        var priority = said == null ? Optional.of(Priority.NORMAL) : Priority.named(said.value());
        if (said != null && priority.isEmpty()) {
            notes.wrong(said, "no priority: " + said.value(), "Say low, normal or high");
        }
        return priority.orElse(Priority.NORMAL);
    }

    private List<PassRule> passes(Section section) {
        var rules = new ArrayList<PassRule>();
        for (var text : section.texts("pass-through")) {
            PassRule.read(text.value())
                    .ifPresentOrElse(
                            rules::add,
                            () -> notes.wrong(
                                    text,
                                    "no rule of what is passed through",
                                    "Write methods, a provider and a path: GET,POST openai /v1/fine_tuning/*"));
        }
        return rules;
    }

    private @Nullable KeyHash hash(Section section) {
        var key = section.text("key");
        var hash = section.text("hash");
        if (section.has("key") == section.has("hash")) {
            notes.wrong(
                    section.place(),
                    section.path(),
                    "a caller has one of `key` and `hash`",
                    "Say key: ${VARIABLE}, or hash: sha256: and 64 hexadecimal digits");
            return null;
        }
        if (hash != null) {
            return parsed(hash);
        }
        if (key == null || key.value().isBlank()) {
            notes.wrong(section.place("key"), section.pathOf("key"), "the key is empty", "Set the variable it names");
            return null;
        }
        return KeyHash.of(key.value());
    }

    private @Nullable KeyHash parsed(Text hash) {
        try {
            if (hash.value().startsWith(SHA256)) {
                return KeyHash.ofHex(hash.value().substring(SHA256.length()));
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the place.
        }
        notes.wrong(
                hash, "no hash of a key", "Write sha256: and 64 hexadecimal digits: printf %s \"$KEY\" | sha256sum");
        return null;
    }
}
