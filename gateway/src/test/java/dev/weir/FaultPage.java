package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The page of faults, whose tables are written by the tests that they tell of.
final class FaultPage {
    private static final Path PAGE = Path.of("../docs/faults.md");

    private FaultPage() {}

    /// @param head of the table
    /// @param lines each with as many cells
    static void shows(String name, List<String> head, List<List<String>> lines) throws IOException {
        String begin = "<!-- " + name + " -->\n";
        StringBuilder table =
                new StringBuilder(line(head)).append("|---".repeat(head.size())).append("|\n");
        lines.forEach(line -> table.append(line(line)));
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- /" + name + " -->");
        if (Boolean.getBoolean("weir.rewrite")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to))
                .as("docs/faults.md; rewrite: mvn -pl gateway test -Dtest='*Fault*' -Dweir.rewrite=true")
                .isEqualTo(table.toString());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells).stripLeading() + " |\n";
    }
}
