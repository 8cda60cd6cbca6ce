package dev.weir.route;

import org.jspecify.annotations.Nullable;

/// How targets fare, at one moment.
@FunctionalInterface
public interface Vitals {
    /// Nothing was seen of any target.
    Vitals UNKNOWN = _ -> Sign.UNKNOWN;

    /// @param target by name: `openai/gpt-4o`
    Sign of(String target);

    /// How one target fares.
    ///
    /// @param why it is not well, in a few words; empty when it is
    /// @param busy requests under way
    /// @param success part of the last requests that succeeded, 0 to 1
    /// @param speed null when nobody has seen it lately
    /// @param mix null when too little was seen
    record Sign(
            Standing standing,
            String why,
            int busy,
            double success,
            @Nullable Speed speed,
            @Nullable Mix mix) {
        public static final Sign UNKNOWN = new Sign(Standing.WELL, "", 0, 1, null, null);
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
    record Speed(double answer, double firstToken, double perSecond) {}
}
