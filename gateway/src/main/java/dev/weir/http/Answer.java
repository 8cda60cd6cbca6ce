package dev.weir.http;

import io.netty.handler.codec.http.HttpHeaders;

/// Takes one answer, on the event loop. Exactly one of `end` and `broken` is called, last.
public interface Answer {
    void head(int status, HttpHeaders headers);

    /// A piece of the body, as one read brought it.
    void data(byte[] chunk);

    void end();

    void broken(Break at, Throwable cause);

    /// Where an exchange broke.
    enum Break {
        /// No connection came about.
        OPENING,
        /// A kept connection closed, or refused the request unseen, before a byte of the answer came: nothing was tried
        /// yet, for the other side may have closed it while it lay in the pool.
        STALE,
        /// The connection failed before the answer began.
        WAITING,
        /// The answer broke off.
        ANSWERING
    }
}
