package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every package of the gateway says what it is and has its nulls checked.
class PackagesTest {
    private static final Path SOURCES = Path.of("src/main/java");

    static List<Path> packages() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> Objects.requireNonNull(file.getParent()))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyPackageIsNullMarkedAndSaysWhatItIs(Path folder) throws IOException {
        var description = folder.resolve("package-info.java");
        assertThat(description).exists();
        assertThat(Files.readString(description)).startsWith("/// ").contains("@NullMarked");
    }
}
