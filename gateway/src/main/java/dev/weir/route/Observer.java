package dev.weir.route;

/// Hears of every exchange when it is over, on its event loop: it must not block.
@FunctionalInterface
public interface Observer {
    void finished(Receipt receipt);
}
