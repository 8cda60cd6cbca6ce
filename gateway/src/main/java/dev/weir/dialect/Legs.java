package dev.weir.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a dialect gives one answer in several legs: each but the last brings a token, and the next is asked for with the
/// same request and that token in it.
public interface Legs {
    /// The token of an unstreamed answer behind which there is more, or null: nearly always.
    @Nullable
    String token(byte[] answer);

    /// The request for the next leg.
    byte[] request(byte[] last, String token);

    /// Reads the unstreamed answers of all legs as one.
    Answer decode(List<byte[]> answers);
}
