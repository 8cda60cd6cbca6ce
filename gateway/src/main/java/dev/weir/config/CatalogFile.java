package dev.weir.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The newer list of models that `weir catalog update` keeps in the data directory: a line with a checksum, then the
/// list in the form of the built-in one.
public final class CatalogFile {
    /// Largest file that is read.
    public static final int MOST_BYTES = 16 << 20;

    private static final Pattern HEAD = Pattern.compile("# weir catalog 1, crc32 ([0-9a-f]{8})");

    private CatalogFile() {}

    /// What was found.
    public sealed interface Found {
        record None() implements Found {}

        /// @param models in the form of the built-in list
        record Newer(String models) implements Found {}

        /// @param why it cannot be used
        record Damaged(String why) implements Found {}
    }

    public static Path in(Path data) {
        return data.resolve("catalog").resolve("models.txt");
    }

    public static Found read(Path data) {
        try {
            if (Files.size(in(data)) > MOST_BYTES) {
                return new Found.Damaged("the list of models is larger than " + MOST_BYTES + " bytes");
            }
            return found(Files.readAllBytes(in(data)));
        } catch (NoSuchFileException e) {
            return new Found.None();
        } catch (IOException e) {
            return new Found.Damaged("the list of models cannot be read: " + e);
        }
    }

    private static Found found(byte[] bytes) {
        int line = 0;
        while (line < bytes.length && bytes[line] != '\n') {
            line++;
        }
        var head = HEAD.matcher(new String(bytes, 0, line, StandardCharsets.UTF_8));
        if (!head.matches()) {
            return new Found.Damaged("this is no list of models that this version can read");
        }
        var models = Arrays.copyOfRange(bytes, Math.min(bytes.length, line + 1), bytes.length);
        return checksum(models).equals(head.group(1))
                ? new Found.Newer(new String(models, StandardCharsets.UTF_8))
                : new Found.Damaged("the list of models is damaged, or was changed by hand");
    }

    /// Puts a list in the place of the one that is there, all of it or nothing.
    public static void write(Path data, String models) throws IOException {
        var bytes = models.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES - 100) {
            throw new IOException("the list of models would be larger than " + MOST_BYTES + " bytes");
        }
        Files.createDirectories(in(data).getParent());
        var fresh = Files.createTempFile(in(data).getParent(), "models", ".new");
        try {
            Files.writeString(fresh, "# weir catalog 1, crc32 " + checksum(bytes) + "\n" + models);
            Files.move(fresh, in(data), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }
}
