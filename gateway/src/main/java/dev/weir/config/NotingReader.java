package dev.weir.config;

import dev.weir.route.Noting;
import dev.weir.route.Noting.Figures;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads what the log says of requests: `log: { facts: true, headers: [ … ], metadata: [ … ] }`.
final class NotingReader {
    private static final Map<String, String> NOT_YET = Map.of(
            "form", "a choice of the log's form is not built",
            "level", "a choice of the log's form is not built");

    private final Notes notes;
    private final Values values;

    NotingReader(Notes notes, Values values) {
        this.notes = notes;
        this.values = values;
    }

    Noting read(Section root) {
        var log = root.section("log");
        log.expect(Set.of("facts", "headers", "metadata"), NOT_YET);
        var headers = new HashSet<String>();
        for (var header : log.texts("headers")) {
            if (Noting.CREDENTIALS.contains(header.value().toLowerCase(Locale.ROOT))) {
                notes.wrong(header, "a header that holds a credential", "Remove it: credentials are never logged");
            } else {
                headers.add(header.value());
            }
        }
        return new Noting(
                values.flag(log, "facts") ? Figures.COUNTED : Figures.NOT_COUNTED,
                headers,
                log.texts("metadata").stream().map(Text::value).collect(Collectors.toSet()));
    }
}
