package dev.weir.catalog;

import org.jspecify.annotations.Nullable;

/// What is shown to a provider, ready to be sent, or what it is made of for each request.
public sealed interface Credential {
    /// A header, its prefix in the value.
    record Header(String name, Secret value) implements Credential {}

    /// A query parameter.
    record Query(String name, Secret value) implements Credential {}

    record None() implements Credential {}

    /// A signature over each request (AWS Signature Version 4).
    ///
    /// @param sessionToken of keys that expire, or null
    record SigV4(
            String service,
            String region,
            String accessKey,
            Secret secretKey,
            @Nullable Secret sessionToken) implements Credential {}

    /// The same with keys that are fetched, kept and fetched again before they expire.
    record Aws(String service, String region, AwsSource source) implements Credential {}

    /// An access token that is fetched, kept and fetched again before it expires, in `Authorization: Bearer …`.
    record Token(Grant grant) implements Credential {}
}
