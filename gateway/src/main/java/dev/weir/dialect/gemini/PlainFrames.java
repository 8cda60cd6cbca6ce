package dev.weir.dialect.gemini;

import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;

/// Events in the one form that all of Google's SDKs read: `data: ` and the payload on one line, or blank lines. On a
/// comment the SDK for Python breaks off, for an event's name the one for Node loses the chunk, and without the space
/// behind the colon Python breaks off, too.
final class PlainFrames {
    private static final byte[] FIELD = {'d', 'a', 't', 'a', ':', ' '};

    private PlainFrames() {}

    static boolean isPlain(Frame frame) {
        byte[] raw = frame.raw();
        int at = frame.rawFrom();
        int end = frame.rawTo();
        while (at < end && isBreak(raw[at])) {
            at++;
        }
        if (frame.isSilent() || end - at < FIELD.length) {
            return at == end;
        }
        for (byte expected : FIELD) {
            if (raw[at++] != expected) {
                return false;
            }
        }
        while (at < end && !isBreak(raw[at])) {
            at++;
        }
        while (at < end && isBreak(raw[at])) {
            at++;
        }
        return at == end;
    }

    /// Writes a payload; line breaks between its parts, where JSON takes any white space, become spaces.
    static void write(Frame frame, ByteSink out) {
        out.write(FIELD);
        for (int i = frame.from(); i < frame.to(); i++) {
            byte b = frame.data()[i];
            out.write(isBreak(b) ? ' ' : b);
        }
        out.ascii("\n\n");
    }

    private static boolean isBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
