package dev.weir.route;

/// How an attempt reads its answer as it comes: collected to its end, or passed on piece by piece.
sealed interface Reading permits WholeReading, StreamReading {
    void data(byte[] chunk);

    /// Nothing more comes.
    void end();
}
