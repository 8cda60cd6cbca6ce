package dev.weir.route;

import dev.weir.dialect.Legs;
import org.jspecify.annotations.Nullable;

/// How an attempt reads its answer as it comes: collected to its end, or passed on piece by piece.
sealed interface Reading permits WholeReading, StreamReading {
    void data(byte[] chunk);

    /// Nothing more comes.
    void end();

    /// Nothing more comes of this leg. The token behind which the answer goes on ([Legs]), or null
    /// where it goes no further.
    @Nullable
    String token(Legs legs);

    /// What follows is the next leg of the answer.
    void nextLeg();
}
