package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// How targets fare, at one moment.
@FunctionalInterface
public interface Vitals {
    /// Nothing was seen of any target.
    Vitals UNKNOWN = (_, _) -> Seen.NOTHING;

    /// @param lot from 0 to 1: of a target that comes back only a part of the requests is told that it is well
    Sign of(Step step, double lot);

    /// How one target fares; what nobody asks for costs nothing.
    interface Sign {
        Standing standing();

        /// Why it is not well, in a few words; empty when it is.
        String why();

        /// Requests under way.
        int busy();

        /// Part of the last requests that succeeded, 0 to 1.
        double success();

        /// Null when nobody has seen it lately.
        @Nullable
        Speed speed();

        /// What its requests are made of.
        Mix mix();

        /// Milliseconds to its address and back: infinite when it is out of reach, not a number when that is not known.
        default double distance() {
            return Double.NaN;
        }
    }

    /// A sign that is known in full.
    record Seen(
            Standing standing,
            String why,
            int busy,
            double success,
            @Nullable Speed speed,
            Mix mix) implements Sign {
        public static final Seen NOTHING = new Seen(Standing.WELL, "", 0, 1, null, Mix.USUAL);
    }

    /// Whether a target should be asked. The order is that of preference.
    enum Standing {
        WELL,
        /// It asked to be left alone for a while.
        RESTING,
        /// Its breaker is open.
        DOWN
    }

    /// How fast a target was of late. What is not known is not a number.
    ///
    /// @param answer milliseconds until an answer of 300 tokens is whole
    /// @param firstToken milliseconds until the first content of a stream
    /// @param perSecond tokens, once it speaks
    record Speed(double answer, double firstToken, double perSecond) {
        private static final double USUAL_ANSWER = 300;

        /// A speed of what was seen; null when nothing was.
        ///
        /// @param whole milliseconds of an unstreamed answer
        public static @Nullable Speed of(double firstToken, double perSecond, double whole) {
            if (Double.isNaN(firstToken) && Double.isNaN(whole)) {
                return null;
            }
            double streamed = Double.isNaN(perSecond) ? firstToken : firstToken + 1_000 * USUAL_ANSWER / perSecond;
            return new Speed(Double.isNaN(streamed) ? whole : streamed, firstToken, perSecond);
        }
    }
}
