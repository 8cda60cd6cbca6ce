package dev.weir.http;

/// A request under way, as far as who waits for its answer can steer it.
public interface Ongoing {
    /// Reads no more of the answer until [#resume()].
    void pause();

    void resume();

    /// Gives up: the answer hears nothing more.
    void cancel();
}
