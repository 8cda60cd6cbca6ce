package dev.weir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many recordings held, by API and client: a table of docs/lossless.md, drawn again with `-Dweir.rewrite=true`
/// where the recordings are there.
final class RecordedCounts {
    private static final Path PAGE = Path.of("../docs/lossless.md");

    private final Map<String, Map<String, List<Integer>>> cells = new LinkedHashMap<>();
    private final Set<String> clients = new LinkedHashSet<>();

    /// What held in one cell, behind what was counted there before.
    synchronized void add(String api, String client, int held) {
        clients.add(client);
        cells.computeIfAbsent(api, _ -> new LinkedHashMap<>())
                .computeIfAbsent(client, _ -> new ArrayList<>())
                .add(held);
    }

    /// Draws the table between its two marks.
    ///
    /// @param mark `<!-- mark -->` and `<!-- /mark -->`
    synchronized void draw(String mark) throws IOException {
        if (!Boolean.getBoolean("weir.rewrite") || cells.isEmpty()) {
            return;
        }
        String page = Files.readString(PAGE);
        String begin = "<!-- " + mark + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- /" + mark + " -->");
        Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
    }

    private String table() {
        StringBuilder out = new StringBuilder("| recorded | ")
                .append(String.join(" | ", clients))
                .append(" |\n|---|")
                .append("---|".repeat(clients.size()))
                .append('\n');
        cells.forEach((api, row) -> {
            out.append("| ").append(api).append(" |");
            for (String client : clients) {
                List<String> counts = row.getOrDefault(client, List.of()).stream()
                        .map(String::valueOf)
                        .toList();
                out.append(' ').append(String.join(" · ", counts)).append(" |");
            }
            out.append('\n');
        });
        return out.toString();
    }
}
