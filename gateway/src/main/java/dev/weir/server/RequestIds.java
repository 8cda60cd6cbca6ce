package dev.weir.server;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of exchanges: 100 random bits. A receipt is for its own key only, so an id need not be a secret.
final class RequestIds {
    private static final byte[] PREFIX = "req_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LETTERS = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);

    private RequestIds() {}

    /// As many letters as an id has behind its prefix.
    static String letters() {
        return next().substring(PREFIX.length);
    }

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] id = new byte[PREFIX.length + 20];
        System.arraycopy(PREFIX, 0, id, 0, PREFIX.length);
        for (int at = PREFIX.length; at < id.length; ) {
            long bits = random.nextLong();
            for (int i = 0; i < 10; i++) {
                id[at++] = LETTERS[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }
}
