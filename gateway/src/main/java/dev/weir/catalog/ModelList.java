package dev.weir.catalog;

import dev.weir.chat.Part.MediaKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The models that providers are known to have, by provider and id. A line is taken apart when it is asked for.
record ModelList(Map<String, Map<String, String>> lines) {
    /// What a line says of a model.
    record Entry(KnownModel model, Facts facts) {}

    @Nullable
    Entry find(String row, String id) {
        var line = section(row).get(id);
        return line == null ? null : entry(id, line);
    }

    boolean knows(String row, String id) {
        return section(row).containsKey(id);
    }

    List<KnownModel> models(String row) {
        var models = new ArrayList<KnownModel>();
        section(row).forEach((id, line) -> models.add(entry(id, line).model()));
        return models;
    }

    Collection<String> ids(String row) {
        return section(row).keySet();
    }

    private Map<String, String> section(String row) {
        return lines.getOrDefault(row, Map.of());
    }

    private static Entry entry(String id, String line) {
        try {
            var words = List.of(line.split(" ", -1));
            var facts = new ArrayList<>(words.subList(3, words.size()));
            var status = KnownModel.Status.CURRENT;
            if (facts.remove("deprecated")) {
                status = KnownModel.Status.DEPRECATED;
            } else if (facts.remove("retired")) {
                status = KnownModel.Status.RETIRED;
            }
            var model = new KnownModel(
                    id, Facts.number(words.get(0)), Facts.number(words.get(1)), inputs(words.get(2)), status);
            return new Entry(model, Facts.read(facts));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + id + " " + line + "\": " + e.getMessage(), e);
        }
    }

    private static Set<MediaKind> inputs(String letters) {
        var kinds = EnumSet.noneOf(MediaKind.class);
        var end = letters.indexOf('>');
        for (var letter : letters.substring(0, end < 0 ? letters.length() : end).toCharArray()) {
            switch (letter) {
                case 'i' -> kinds.add(MediaKind.IMAGE);
                case 'a' -> kinds.add(MediaKind.AUDIO);
                case 'v' -> kinds.add(MediaKind.VIDEO);
                case 'p' -> kinds.add(MediaKind.DOCUMENT);
                case 't' -> {}
                default -> throw new IllegalArgumentException("no such kind of media: " + letter);
            }
        }
        return kinds;
    }

    /// Reads `models.txt`: `[provider]`, and below it a line for each of its models.
    static ModelList read(String text) {
        var sections = new LinkedHashMap<String, Map<String, String>>();
        Map<String, String> section = Map.of();
        for (var line : text.lines().filter(Families::says).toList()) {
            if (line.charAt(0) == '[') {
                section = new LinkedHashMap<>();
                sections.put(line.substring(1, line.length() - 1), section);
            } else {
                var space = line.indexOf(' ');
                section.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return new ModelList(sections);
    }
}
