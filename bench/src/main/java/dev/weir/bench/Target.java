package dev.weir.bench;

import java.util.Locale;

/// What answers the load generator: the upstream itself, or a proxy before it.
enum Target {
    DIRECT,
    NGINX,
    WEIR;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
