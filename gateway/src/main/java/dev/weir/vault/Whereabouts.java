package dev.weir.vault;

/// Where an id of a provider's lives.
///
/// @param endpoint name of the provider in the configuration
/// @param model as the provider knows it
/// @param credential fingerprint of the credential that it was made with: never the credential
/// @param among how many credentials the provider had then
public record Whereabouts(String endpoint, String model, String credential, Among among) {
    /// Whether something else lives there, too.
    public boolean isWhere(Whereabouts other) {
        return endpoint.equals(other.endpoint) && credential.equals(other.credential);
    }

    /// What a credential was chosen from.
    public enum Among {
        /// It was the only one, so that the only one of another day stands in its place: keys are renewed.
        ONE,
        SEVERAL
    }
}
