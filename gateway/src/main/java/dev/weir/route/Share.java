package dev.weir.route;

/// A part of all requests.
///
/// @param of one, more than nothing
public record Share(double of) {
    public Share {
        if (!(of > 0 && of <= 1)) {
            throw new IllegalArgumentException("a share is more than nothing and at most all: " + of);
        }
    }

    /// `5%`.
    @Override
    public String toString() {
        double percent = Math.round(of * 1e6) / 1e4;
        return (percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent)) + "%";
    }
}
