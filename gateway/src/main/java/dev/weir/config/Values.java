package dev.weir.config;

import dev.weir.chat.Strictness;
import dev.weir.chat.Traits.Support;
import dev.weir.flow.Capacity;
import dev.weir.flow.Deadlines;
import dev.weir.route.Share;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads values of the types that the configuration knows, and notes those that cannot stand.
final class Values {
    private static final int MOST_AT_ONCE = 100_000;

    private final Notes notes;
    private final Path folder;

    /// @param folder that relative paths start from
    Values(Notes notes, Path folder) {
        this.notes = notes;
        this.folder = folder;
    }

    Duration duration(Section section, String key, Duration usual) {
        var read = duration(section, key);
        return read == null ? usual : read;
    }

    @Nullable
    Duration duration(Section section, String key) {
        var text = section.text(key);
        return text == null
                ? null
                : or(Units.duration(text.value()), text, "no duration", "Write it like 250ms, 3s, 5m or 1h");
    }

    /// `timeout: { connect: 3s, first-token: 10s, … }`.
    Deadlines deadlines(Section parent, String key) {
        var section = parent.section(key);
        section.expect(Set.of("connect", "first-token", "between-tokens", "answer", "total"), Map.of());
        return new Deadlines(
                duration(section, "connect"),
                duration(section, "first-token"),
                duration(section, "between-tokens"),
                duration(section, "answer"),
                duration(section, "total"));
    }

    long bytes(Section section, String key, long usual, long most) {
        var text = section.text(key);
        if (text == null) {
            return usual;
        }
        var read = or(Units.bytes(text.value()), text, "no size", "Write it like 64KB or 32MB");
        if (read != null && read > most) {
            notes.wrong(text, "more than this version can hold", "At most " + most + " bytes");
        }
        return read == null ? usual : read;
    }

    /// `5%`.
    @Nullable
    Share share(Section section, String key) {
        var text = section.text(key);
        return text == null ? null : or(Units.share(text.value()), text, "no part of all", "Write it like 5% or 0.5%");
    }

    /// A number between two others.
    int whole(Section section, String key, int usual, int least, int most) {
        var text = section.text(key);
        if (text == null) {
            return usual;
        }
        var value = text.value().matches("\\d{1,6}") ? Integer.parseInt(text.value()) : -1;
        if (value < least || value > most) {
            notes.wrong(text, "no number from " + least + " to " + most + ": " + text.value(), "Write one");
            return usual;
        }
        return value;
    }

    /// `concurrency: 8`, or `concurrency: { most: 8, queue: 16, wait: 5s }`; null where nobody says.
    @Nullable
    Capacity capacity(Section parent, String key) {
        if (!parent.has(key)) {
            return null;
        }
        if (!parent.isMapping(key)) {
            return parent.text(key) == null ? null : Capacity.of(whole(parent, key, 1, 1, MOST_AT_ONCE));
        }
        var section = parent.section(key);
        section.expect(Set.of("most", "queue", "wait"), Map.of());
        if (!section.has("most")) {
            notes.wrong(section.place(), section.path(), "it is not said how many at once", "Say most: 8");
        }
        var most = whole(section, "most", 1, 1, MOST_AT_ONCE);
        return new Capacity(
                most, whole(section, "queue", most, 0, MOST_AT_ONCE), duration(section, "wait", Capacity.USUAL_WAIT));
    }

    /// A number of tokens.
    @Nullable
    Integer count(Section section, String key) {
        var text = section.text(key);
        return text == null
                ? null
                : or(Units.count(text.value()), text, "no number", "Write it like 128000, 128k or 1M");
    }

    HostPort address(Section section, String key, HostPort usual) {
        var text = section.text(key);
        var read = text == null
                ? null
                : or(HostPort.parse(text.value()), text, "no address", "Write it like 127.0.0.1:8080 or [::1]:8080");
        return read == null ? usual : read;
    }

    /// A file that is there.
    @Nullable
    Path file(Section section, String key) {
        var text = section.text(key);
        if (text == null) {
            return null;
        }
        var path = folder.resolve(text.value());
        if (!Files.isReadable(path)) {
            notes.wrong(text, "there is no readable file " + path, "Relative paths start from " + where());
        }
        return path;
    }

    /// A path, from the folder of the configuration.
    Path resolved(Text text) {
        return folder.resolve(text.value());
    }

    Path path(Section section, String key, Path usual) {
        var text = section.text(key);
        return text == null ? usual : folder.resolve(text.value());
    }

    private String where() {
        return folder.toString().isEmpty() ? "the working directory" : folder.toString();
    }

    /// `strict: true`.
    Strictness strictness(Section section) {
        return flag(section, "strict") ? Strictness.STRICT : Strictness.LENIENT;
    }

    /// `true` or `false`; unknown where nobody says.
    Support support(Section section, String key) {
        return section.text(key) == null ? Support.UNKNOWN : flag(section, key) ? Support.YES : Support.NO;
    }

    boolean flag(Section section, String key) {
        var text = section.text(key);
        if (text == null || text.value().equals("false")) {
            return false;
        }
        if (!text.value().equals("true")) {
            notes.wrong(text, "neither true nor false", "Write true or false");
        }
        return text.value().equals("true");
    }

    private <T> @Nullable T or(Optional<T> read, Text text, String what, String remedy) {
        if (read.isEmpty()) {
            notes.wrong(text, what + ": " + text.value(), remedy);
        }
        return read.orElse(null);
    }
}
