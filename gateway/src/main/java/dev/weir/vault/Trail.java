package dev.weir.vault;

import dev.weir.chat.Part;
import dev.weir.chat.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A running digest of a conversation, by which one of its answers is known again when a client sends it back.
///
/// It holds what every client sends back as it was: the users' words, the ids and names of calls, which call a result
/// answers, and the words of answers without calls. It leaves out what clients are known to change: instructions (they
/// tell the time), the results of tools (they are cut short later), arguments (they are spelled anew), and words beside
/// calls (some clients drop them).
///
/// Not thread-safe.
public final class Trail {
    private static final byte USER = 'u';
    private static final byte ANSWER = 'a';
    private static final byte RESULT = 't';

    private final MessageDigest sha;
    private byte[] state = new byte[0];

    public Trail() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Goes on by one turn.
    public void follow(Turn turn) {
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> {}
            case USER -> go(USER, words(turn.parts()));
            case TOOL -> go(RESULT, results(turn.parts()));
            case ASSISTANT -> follow(turn.parts());
        }
    }

    /// Goes on by an answer.
    public void follow(List<Part> answer) {
        StringBuilder calls = new StringBuilder();
        for (Part part : answer) {
            if (part instanceof Part.ToolCall call) {
                calls.append(call.id()).append('\n').append(call.name()).append('\n');
            }
        }
        go(ANSWER, calls.isEmpty() ? words(answer) : calls.toString());
    }

    /// The name of the answer that was followed last, at this place of this conversation.
    public String name() {
        return HexFormat.of().formatHex(state);
    }

    private void go(byte kind, String text) {
        sha.update(state);
        sha.update(kind);
        state = sha.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String words(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                out.append(text.text());
            }
        }
        return out.toString().strip();
    }

    private static String results(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                out.append(result.callId()).append('\n');
            }
        }
        return out.toString();
    }
}
