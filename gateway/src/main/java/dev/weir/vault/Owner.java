package dev.weir.vault;

/// Whose something is. What one owner keeps does not exist for another.
///
/// @param tenant the house that the caller belongs to
/// @param key name of the caller's key
public record Owner(String tenant, String key) {
    /// The only tenant of a gateway that was told of none.
    public static final String DEFAULT = "default";

    /// The owner that a key stands for.
    public static Owner of(String key) {
        return new Owner(DEFAULT, key);
    }
}
