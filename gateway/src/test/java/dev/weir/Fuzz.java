package dev.weir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What Jazzer calls, one target a process: `tools/fuzz.sh` starts it. With a folder as its argument, its `main` writes
/// the seeds there instead, one folder below it for each target.
public final class Fuzz {
    private static FuzzTarget target = FuzzTarget.JSON;

    private Fuzz() {}

    /// Jazzer's word for its start.
    ///
    /// @param args the target's name, as [#name] spells it
    public static void fuzzerInitialize(String[] args) {
        target = FuzzTarget.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        // Loads what the target needs before the clock of the fuzzer runs.
        FuzzSeeds.of(target).forEach(target::read);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        target.read(bytes);
    }

    public static void main(String[] args) throws IOException {
        for (FuzzTarget each : FuzzTarget.values()) {
            Path folder = Files.createDirectories(Path.of(args[0], name(each)));
            List<byte[]> seeds = FuzzSeeds.of(each);
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), seeds.get(i));
            }
        }
    }

    private static String name(FuzzTarget target) {
        return target.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
