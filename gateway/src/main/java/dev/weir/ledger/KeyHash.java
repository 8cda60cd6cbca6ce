package dev.weir.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a caller's key. Equality takes the same time whatever differs.
public final class KeyHash {
    /// Equals no key.
    public static final KeyHash NONE = new KeyHash(new byte[0]);

    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    public static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The hash written as 64 hexadecimal digits.
    ///
    /// @throws IllegalArgumentException when it is not
    public static KeyHash ofHex(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("a SHA-256 hash has 64 hexadecimal digits");
        }
        return new KeyHash(HexFormat.of().parseHex(hex));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < Math.min(4, digest.length); i++) {
            hash = hash << 8 | digest[i] & 0xFF;
        }
        return hash;
    }

    @Override
    public String toString() {
        return "sha256:***";
    }
}
