package dev.weir.config;

import dev.weir.route.Directory;
import dev.weir.route.ModelNames;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the names of targets.
final class TargetReader {
    private final Notes notes;
    private final ModelNames names;
    private final Set<String> failed;

    /// @param names what targets may be called
    /// @param failed providers of which something wrong was said already
    TargetReader(Notes notes, ModelNames names, Set<String> failed) {
        this.notes = notes;
        this.names = names;
        this.failed = failed;
    }

    /// What a name means, or null where it means nothing, which is noted.
    Directory.Resolution.@Nullable Found read(Text name) {
        return switch (names.resolve(name.value())) {
            case Directory.Resolution.Found found -> found;
            case Directory.Resolution.Unknown unknown -> {
                var provider = name.value().replaceFirst("/.*", "");
                if (!failed.contains(provider)) {
                    notes.wrong(name, "there is no target " + name.value(), unknown.hint());
                }
                yield null;
            }
        };
    }
}
