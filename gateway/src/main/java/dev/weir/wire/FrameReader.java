package dev.weir.wire;

/// Cuts a byte stream into frames, at any split.
public interface FrameReader {
    /// Reads more bytes.
    ///
    /// @throws Malformed when they are no frames, or one is larger than the limit
    void feed(byte[] chunk, int from, int to, SseReader.Sink sink) throws Malformed;

    /// The input has ended.
    void end(SseReader.Sink sink);

    /// The input is not what it should be; its message says how.
    class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }
}
