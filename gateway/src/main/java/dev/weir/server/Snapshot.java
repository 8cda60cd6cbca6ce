package dev.weir.server;

import dev.weir.ledger.Keyring;
import dev.weir.route.Allowance;
import dev.weir.route.Intake;
import dev.weir.route.Planner;
import dev.weir.vault.Terms;
import java.util.List;

/// The configuration as the front door uses it: immutable, replaced whole by a reload; every exchange keeps the one it
/// began with.
///
/// @param version of the configuration
/// @param origins browsers' origins that may call; empty is none
/// @param maxBody most bytes of a request's body
/// @param allowance of every exchange
/// @param terms on which things are kept for callers
public record Snapshot(
        long version,
        Entry entry,
        Keyring keys,
        Intake intake,
        List<String> origins,
        long maxBody,
        Allowance allowance,
        Terms terms) {
    public Snapshot {
        origins = List.copyOf(origins);
    }

    public Planner planner() {
        return intake.planner();
    }

    public enum Entry {
        /// Callers show a key.
        KEYED,
        /// No key is configured: everybody on this machine, and no browser's cross-site call.
        LOOPBACK,
        /// No key is configured, and that was said to be meant.
        OPEN
    }
}
