package dev.weir.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// The signatures of one provider: made from a content, and known again when they come back.
///
/// The bytes are a mark, a nonce, a keyed hash of nonce and content, and filling to the length of real ones.
final class Seals {

    private static final int NONCE = 8;
    private static final int MAC = 32;
    private static final byte MARK = 0x12;

    private final byte[] key;

    Seals(long seed, String provider) {
        this.key = ("weir-sim " + provider + " " + seed).getBytes(StandardCharsets.UTF_8);
    }

    /// A seal on a content, in base64.
    String seal(String content, Dice dice) {
        byte[] bytes = new byte[1 + NONCE + MAC + 64 + dice.below(32)];
        bytes[0] = MARK;
        for (int i = 1; i < bytes.length; i++) {
            bytes[i] = (byte) dice.below(256);
        }
        byte[] mac = mac(bytes, content);
        System.arraycopy(mac, 0, bytes, 1 + NONCE, MAC);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Whether a seal is one of these on this content; the base64 may be either alphabet.
    boolean holds(String seal, String content) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(seal.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        return bytes.length >= 1 + NONCE + MAC
                && bytes[0] == MARK
                && MessageDigest.isEqual(mac(bytes, content), Arrays.copyOfRange(bytes, 1 + NONCE, 1 + NONCE + MAC));
    }

    private byte[] mac(byte[] bytes, String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key);
            digest.update(bytes, 1, NONCE);
            return digest.digest(content.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
