package dev.weir.dialect.gemini;

import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.wire.ByteSearch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The seal of another vendor as a thought signature, so that a Gemini client carries it through its history like one
/// of Google's.
///
/// A signature says neither who gave it nor what kind of thought it stands on, and the SDKs take any bytes for one.
/// So the bytes are `weir-seal 1 ISSUER FORM OPAQUE`: what comes back under that head is opened again, and goes to
/// whom it belongs. Google's own signatures travel as they are. A part of another provider's own tool bears that
/// provider's name for it in an envelope, for Gemini's words for tools are few, and so that it is known for what it
/// is.
final class SealEnvelope {
    private static final String HEAD = "weir-seal 1 ";
    private static final String NOTHING = "-";
    private static final String TOOL = "TOOL";
    /// The head as base64 has it: three bytes are four characters, and the head is twelve bytes.
    private static final ByteSearch ENCODED = new ByteSearch(encoded(HEAD).getBytes(StandardCharsets.US_ASCII));

    private SealEnvelope() {}

    /// What a signature turned out to be.
    ///
    /// @param seal or null
    /// @param form of the thought that it stands on, or null where nothing is said
    /// @param tool another provider's name for the tool that the part is of, or null
    record Opened(
            @Nullable Seal seal,
            Part.Thought.@Nullable Form form,
            @Nullable String tool) {}

    /// Whether a request body holds an envelope, and so what Google would not take.
    static boolean isIn(byte[] body) {
        return ENCODED.in(body) >= 0;
    }

    /// The signature that carries a provider's name for a tool of its own.
    static String tool(String name) {
        return encoded(HEAD + NOTHING + ' ' + TOOL + ' ' + name);
    }

    /// The signature that carries a seal.
    static String signature(Seal seal, Part.Thought.@Nullable Form form) {
        if (seal.issuer().equals(GeminiProviderCodec.ISSUER)) {
            return seal.opaque();
        }
        String word = form == null ? NOTHING : form.name();
        return encoded(HEAD + seal.issuer().replace(' ', '_') + ' ' + word + ' ' + seal.opaque());
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The seal that a signature carries, in any alphabet of base64.
    static Opened open(String signature) {
        String standard = Base64Text.standard(signature);
        String text;
        try {
            text = new String(Base64.getDecoder().decode(standard), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No base64 at all: Google will say so, if it ever gets there.
            return new Opened(new Seal(GeminiProviderCodec.ISSUER, signature), null, null);
        }
        String[] words = text.startsWith(HEAD) ? text.substring(HEAD.length()).split(" ", 3) : new String[0];
        if (words.length < 3) {
            return new Opened(new Seal(GeminiProviderCodec.ISSUER, standard), null, null);
        }
        return words[1].equals(TOOL)
                ? new Opened(null, null, words[2])
                : new Opened(new Seal(words[0], words[2]), form(words[1]), null);
    }

    private static Part.Thought.@Nullable Form form(String word) {
        for (Part.Thought.Form form : Part.Thought.Form.values()) {
            if (form.name().equals(word)) {
                return form;
            }
        }
        return null;
    }
}
