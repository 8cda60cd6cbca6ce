package dev.weir.dialect.anthropic;

import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.wire.ByteSearch;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A seal of another vendor in the one place where Anthropic's clients carry seals, the signature of a thought:
/// `weir-seal:KIND:ISSUER:OPAQUE`. Clients send thoughts back as they got them, so it comes back with the next turn.
///
/// Anthropic's own seals have no envelope. A thought that nobody signed has an empty one, for the field must be there.
/// A seal on a text or on a call, where Anthropic has none, goes in a `redacted_thinking` block of its own behind it.
/// The id of a call that another provider ran itself is in an envelope too, `weir-seal:tool:ID`.
///
/// No provider of this dialect takes such a block: a request that holds one never goes as it is ([#isIn]).
///
/// @param seal null when there is none
record Envelope(Kind kind, @Nullable Seal seal) {
    static final String MARK = "weir-seal:";
    /// Type of the block for what another provider's own tool brought.
    static final String HOSTED_RESULT = "hosted_tool_result";

    private static final String OWN = "anthropic";
    private static final String TOOL = MARK + "tool:";
    private static final ByteSearch QUOTED = new ByteSearch(("\"" + MARK).getBytes(StandardCharsets.US_ASCII));

    /// What the seal stands on.
    enum Kind {
        THOUGHT,
        SUMMARY,
        REDACTED,
        /// The part before.
        PART,
        /// A text without a word, which Anthropic has not.
        TEXT
    }

    /// Whether a request body holds an envelope.
    static boolean isIn(byte[] body) {
        return QUOTED.in(body) >= 0;
    }

    /// The id of a call that another provider ran itself.
    static String tool(String id) {
        return TOOL + id;
    }

    /// The id that a client sent, as the provider gave it.
    static String toolId(String id) {
        return id.startsWith(TOOL) ? id.substring(TOOL.length()) : id;
    }

    /// The signature, or the data, that says a thought's seal.
    static String of(Form form, @Nullable Seal seal) {
        if (seal != null && seal.issuer().equals(OWN) && form != Form.SUMMARY) {
            return seal.opaque();
        }
        return wrap(
                switch (form) {
                    case FULL -> Kind.THOUGHT;
                    case SUMMARY -> Kind.SUMMARY;
                    case REDACTED -> Kind.REDACTED;
                },
                seal);
    }

    static String wrap(Kind kind, @Nullable Seal seal) {
        return MARK + kind.name().toLowerCase(Locale.ROOT) + ":"
                + (seal == null ? ":" : seal.issuer() + ":" + seal.opaque());
    }

    /// Reads a signature or data.
    ///
    /// @param usual what a seal without envelope stands on
    static Envelope open(String opaque, Kind usual) {
        if (!opaque.startsWith(MARK)) {
            return new Envelope(usual, opaque.isEmpty() ? null : new Seal(OWN, opaque));
        }
        int kind = opaque.indexOf(':', MARK.length());
        int issuer = kind < 0 ? -1 : opaque.indexOf(':', kind + 1);
        if (issuer < 0) {
            return new Envelope(usual, null);
        }
        Seal seal =
                issuer == kind + 1 ? null : new Seal(opaque.substring(kind + 1, issuer), opaque.substring(issuer + 1));
        return new Envelope(kind(opaque.substring(MARK.length(), kind), usual), seal);
    }

    private static Kind kind(String word, Kind usual) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        return usual;
    }

    /// The form of the thought that it stands on.
    Form form() {
        return switch (kind) {
            case THOUGHT, PART, TEXT -> Form.FULL;
            case SUMMARY -> Form.SUMMARY;
            case REDACTED -> Form.REDACTED;
        };
    }
}
