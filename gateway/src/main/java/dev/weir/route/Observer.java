package dev.weir.route;

/// Hears of every exchange when it is over, on its event loop: it must not block.
@FunctionalInterface
public interface Observer {
    void finished(Receipt receipt);

    /// Hears of a request of the gateway's own.
    default void probed(ProbeRecord probe) {
        // Most are there for callers' requests alone.
    }
}
