package dev.weir.catalog;

/// How a provider wants to be shown a key.
public sealed interface Auth {
    /// In a header, behind a prefix: `Authorization: Bearer …`, `x-api-key: …`.
    ///
    /// @param name in lower case
    /// @param prefix `"Bearer "`, or empty
    record Header(String name, String prefix) implements Auth {}

    /// In the query: `?key=…`.
    record Query(String name) implements Auth {}

    /// Not at all.
    record None() implements Auth {}

    /// By a signature over the whole request (AWS).
    record SigV4(String service) implements Auth {}

    /// By a token that is fetched with a service account (Google Cloud).
    record GoogleOauth() implements Auth {}

    /// As Azure has it: a key in `api-key`, or a token of Entra.
    record Azure() implements Auth {}

    static Auth bearer() {
        return new Header("authorization", "Bearer ");
    }
}
