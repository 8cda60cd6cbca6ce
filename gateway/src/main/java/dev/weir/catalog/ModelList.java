package dev.weir.catalog;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The models that providers are known to have, by provider and id.
///
/// The text stays as it is: a provider's lines are looked for when one of its models is first asked for, and a line is
/// taken apart when its model is.
final class ModelList {
    private static final String SECTION = "\n[";

    private final String text;
    private final Map<String, Source> sources;
    private final Map<String, Once<Map<String, Integer>>> sections;

    private ModelList(String text, Map<String, Source> sources, Map<String, Once<Map<String, Integer>>> sections) {
        this.text = text;
        this.sources = sources;
        this.sections = sections;
    }

    /// Reads `models.txt`: sources, then `[provider]`, and below it a line for each of its models.
    static ModelList read(String file) {
        var text = "\n" + file;
        var sections = new LinkedHashMap<String, Once<Map<String, Integer>>>();
        var first = text.indexOf(SECTION);
        for (var at = first; at >= 0; ) {
            var next = text.indexOf(SECTION, at + 1);
            var begin = text.indexOf('\n', at + 1);
            var end = next < 0 ? text.length() : next;
            var provider = text.substring(at + SECTION.length(), text.lastIndexOf(']', begin < 0 ? end : begin));
            sections.put(provider, new Once<>(() -> lines(text, begin, end)));
            at = next;
        }
        return new ModelList(text, sources(first < 0 ? text : text.substring(0, first)), sections);
    }

    private static Map<String, Source> sources(String head) {
        var sources = new HashMap<String, Source>();
        head.lines().filter(line -> line.startsWith("@")).forEach(line -> {
            var words = line.substring(1).split(" ", 3);
            sources.put(words[0], new Source(words[0], words[1], words[2]));
        });
        return sources;
    }

    /// Where each line begins that stands in a range, by id.
    private static Map<String, Integer> lines(String text, int begin, int end) {
        var lines = new LinkedHashMap<String, Integer>();
        for (var at = begin + 1; at > 0 && at < end; ) {
            var next = text.indexOf('\n', at);
            var stop = next < 0 ? end : next;
            var space = text.indexOf(' ', at);
            if (stop > at && text.charAt(at) != '#' && space > at && space < stop) {
                lines.put(text.substring(at, space), at);
            }
            at = stop + 1;
        }
        return Collections.unmodifiableMap(lines);
    }

    private Map<String, Integer> section(String provider) {
        var section = sections.get(provider);
        return section == null ? Map.of() : section.get();
    }

    Set<String> providers() {
        return Collections.unmodifiableSet(sections.keySet());
    }

    Map<String, Source> sources() {
        return Collections.unmodifiableMap(sources);
    }

    Set<String> ids(String provider) {
        return section(provider).keySet();
    }

    boolean knows(String provider, String id) {
        return section(provider).containsKey(id);
    }

    /// What is said of each model of a provider.
    Map<String, ModelFacts> all(String provider) {
        var all = new LinkedHashMap<String, ModelFacts>();
        for (var id : ids(provider)) {
            var facts = find(provider, id);
            if (facts != null) {
                all.put(id, facts);
            }
        }
        return all;
    }

    /// What [#read(String)] makes these models of.
    static String text(Map<String, Map<String, ModelFacts>> models) {
        var sources = new TreeMap<String, Source>();
        var lines = new StringBuilder();
        models.forEach((provider, list) -> {
            lines.append("\n[").append(provider).append("]\n");
            list.forEach((id, facts) -> {
                facts.origin().sources().forEach(source -> sources.put(source.id(), source));
                facts.prices().doubts().stream()
                        .flatMap(Doubt::sources)
                        .forEach(source -> sources.put(source.id(), source));
                lines.append(id).append(' ').append(ModelLine.write(facts)).append('\n');
            });
        });
        var head = new StringBuilder();
        sources.values()
                .forEach(source -> head.append('@')
                        .append(source.label())
                        .append(' ')
                        .append(source.name())
                        .append('\n'));
        return head.append(lines).toString();
    }

    /// What is said of a model, or null where there is no such model.
    ///
    /// @throws IllegalArgumentException naming a line that cannot stand
    @Nullable
    ModelFacts find(String provider, String id) {
        var at = section(provider).get(id);
        if (at == null) {
            return null;
        }
        var end = text.indexOf('\n', at);
        var line = text.substring(at, end < 0 ? text.length() : end);
        try {
            return ModelLine.read(line.substring(id.length() + 1), sources);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("\"" + line + "\": " + e.getMessage(), e);
        }
    }
}
