package dev.weir.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Ids for the calls that Gemini leaves without one. They are made of the answer they stand in, so that the same bytes
/// always give the same id, and carry a prefix by which they are known again: the provider never hears of them.
final class CallIds {
    private static final String INVENTED = "call_weir_";
    private static final int BYTES = 12;

    private CallIds() {}

    /// @param answer the provider's id of the answer, or empty where it gave none
    /// @param ordinal of the call among the calls of its choice
    static String invent(String answer, int choice, int ordinal, String name) {
        byte[] seed = (answer + '\n' + choice + '\n' + ordinal + '\n' + name).getBytes(StandardCharsets.UTF_8);
        return INVENTED + HexFormat.of().formatHex(sha256(seed), 0, BYTES);
    }

    static boolean isInvented(String id) {
        return id.startsWith(INVENTED);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
