package dev.weir.route;

import dev.weir.catalog.Conduct;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whose seals the answers of the configured providers bear.
///
/// A seal that holds for one account alone is told from those of other accounts only where several are configured:
/// `openai/work` and `openai/home`, where one alone is `openai`.
public final class Issuers {
    private static final String RESPONSES = "openai-responses";
    /// What seals of the Responses API are taken for that do not say whose they are.
    private static final String USUAL = "openai";

    private final Set<String> shared = new HashSet<>();
    private final boolean telling;

    Issuers(Directory directory) {
        List<Endpoint> endpoints = directory.serving(List.of(RESPONSES)).on();
        Set<String> seen = new HashSet<>();
        boolean others = false;
        for (Endpoint endpoint : endpoints) {
            Door door = endpoint.door(RESPONSES).orElse(null);
            if (door != null) {
                String vendor = vendor(endpoint, door);
                others |= !vendor.equals(USUAL);
                if (!seen.add(vendor) && binds(door)) {
                    shared.add(vendor);
                }
            }
        }
        this.telling = others || !shared.isEmpty();
    }

    private static String vendor(Endpoint endpoint, Door door) {
        String said = door.surface().conduct().issuer();
        return said.isEmpty() ? endpoint.row().id() : said;
    }

    private static boolean binds(Door door) {
        return door.surface().conduct().binding() == Conduct.Binding.ACCOUNT;
    }

    /// Whose seals an answer bears that comes by a door.
    String of(Endpoint endpoint, Door door) {
        String vendor = vendor(endpoint, door);
        return binds(door) && shared.contains(vendor) ? vendor + "/" + endpoint.id() : vendor;
    }

    /// Whether clients of the Responses API may bring seals that do not say which of several issuers' they are.
    public boolean areToBeTold() {
        return telling;
    }
}
