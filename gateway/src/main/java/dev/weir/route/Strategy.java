package dev.weir.route;

import java.util.List;

/// A way to choose: puts candidates in the order in which they are tried. A pure function: what it may know stands in
/// its arguments, lots and turns included.
///
/// Whoever wants another way than the built-in ones ([Ways]) writes one, names it in
/// `META-INF/services/dev.weir.route.Strategy`, and sets `strategy` to its name.
public interface Strategy {
    /// How a configuration names it: lower-case words with `-` in between.
    String id();

    /// The candidates in the order to try them. One that is missing is left out of the plan; one that was not asked
    /// about, or stands there twice, is passed over.
    List<Ranked> rank(List<Candidate> candidates, Moment moment);

    /// A candidate in its place.
    ///
    /// @param why it stands there, in a few words, for receipts and for `weir explain`
    record Ranked(Candidate candidate, String why) {}
}
