package dev.weir.dialect.responses;

import dev.weir.chat.Seal;
import dev.weir.wire.ByteSearch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A seal as `encrypted_content` of a reasoning item, the one opaque field that every client of this API sends back.
///
/// OpenAI's own stand there as they are. Another provider's say whose they are and what they seal:
/// `weir-seal:anthropic::…` a thought, `weir-seal:google:text:…` the text before, `weir-seal:google:call=call_1:…` a
/// call.
///
/// @param place `""` for the item itself, `text`, or `call=` and the id of a call
record SealWords(Seal seal, String place) {
    static final String TEXT = "text";
    private static final String OURS = "weir-seal:";
    private static final ByteSearch QUOTED = new ByteSearch(("\"" + OURS).getBytes(StandardCharsets.US_ASCII));
    private static final String CALL = "call=";
    private static final String OPENAI = "openai";

    /// @param issuer of a seal that does not say whose it is
    static @Nullable SealWords read(@Nullable String written, String issuer) {
        if (written == null || written.isEmpty()) {
            return null;
        }
        String[] words = written.startsWith(OURS) ? written.split(":", 4) : new String[0];
        return words.length == 4
                ? new SealWords(new Seal(words[1], words[3]), words[2])
                : new SealWords(new Seal(issuer, written), "");
    }

    /// Whether a seal does not say whose it is.
    static boolean isBare(String written) {
        return !written.startsWith(OURS);
    }

    static String thought(Seal seal) {
        boolean own = seal.issuer().equals(OPENAI) || seal.issuer().startsWith(OPENAI + "/");
        return own ? seal.opaque() : write(seal, "");
    }

    static String text(Seal seal) {
        return write(seal, TEXT);
    }

    static String call(Seal seal, String callId) {
        return write(seal, CALL + callId.replace(":", "%3A"));
    }

    private static String write(Seal seal, String place) {
        return OURS + seal.issuer() + ":" + place + ":" + seal.opaque();
    }

    /// Whether a request may hold another provider's seals, which no host of this API takes.
    static boolean areIn(byte[] body) {
        return QUOTED.in(body) >= 0;
    }

    /// Whether this seals a call of this id.
    boolean seals(String callId) {
        return place.equals(CALL + callId.replace(":", "%3A"));
    }
}
