package dev.weir.clients;

/// The features of one SDK, each a test, asked at one upstream.
interface Suite {
    /// The upstream that is asked.
    Target target();
}
