package dev.weir.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/// A deposit's content as it lies in the database: a byte that says how, and the content, deflated where that is worth
/// it.
final class Packed {
    private static final int WORTH_IT = 512;
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    private Packed() {}

    static byte[] pack(byte[] content) {
        if (content.length < WORTH_IT) {
            byte[] out = new byte[content.length + 1];
            out[0] = PLAIN;
            System.arraycopy(content, 0, out, 1, content.length);
            return out;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 4);
        out.write(DEFLATED);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    /// @param size of the content
    /// @throws DataFormatException when the bytes are not what was packed
    static byte[] unpack(byte[] packed, int size) throws DataFormatException {
        if (packed.length == 0) {
            throw new DataFormatException("no bytes");
        }
        return switch (packed[0]) {
            case PLAIN -> Arrays.copyOfRange(packed, 1, packed.length);
            case DEFLATED -> inflate(packed, size);
            default -> throw new DataFormatException("packed in a way that is not known: " + packed[0]);
        };
    }

    private static byte[] inflate(byte[] packed, int size) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, 1, packed.length - 1);
            byte[] out = new byte[size];
            int filled = 0;
            while (filled < size) {
                int more = inflater.inflate(out, filled, size - filled);
                if (more == 0) {
                    throw new DataFormatException("broken off");
                }
                filled += more;
            }
            return out;
        } finally {
            inflater.end();
        }
    }
}
