package dev.weir.chat;

/// What a translation changed. Nothing is changed without one of these.
///
/// @param path JSON pointer in the document that was translated; for `ADDED`, in the one that was made
/// @param reason one sentence for the person who reads the receipt
public record Loss(String path, Verdict verdict, String reason) {
    public enum Verdict {
        /// Gone: the other side has no word for it.
        DROPPED,
        /// There, under another name or in another place, with its full meaning.
        RENAMED,
        /// There, but not quite what was meant (a value clamped, an effort mapped to the nearest).
        COERCED,
        /// Not in the original: the other side demands it.
        ADDED
    }

    /// The same, told at another place.
    public Loss at(String newPath) {
        return newPath.equals(path) ? this : new Loss(newPath, verdict, reason);
    }

    /// Whether meaning was lost.
    public boolean lossy() {
        return switch (verdict) {
            case DROPPED, COERCED -> true;
            case RENAMED, ADDED -> false;
        };
    }
}
