package dev.weir.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a reading of the configuration finds wrong, and the environment that it reads.
final class Notes {
    private final Map<String, String> environment;
    private final List<Note> notes = new ArrayList<>();

    Notes(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// What is wrong, in the order of the file; what is not of the file stands first.
    List<Problem> problems() {
        return notes.stream().sorted(Note.ORDER).map(Note::problem).distinct().toList();
    }

    boolean isEmpty() {
        return notes.isEmpty();
    }

    void wrong(Object place, String path, String what, String remedy) {
        var spot = place instanceof Place at ? at : new Place("", 0, 0);
        notes.add(new Note(spot, new Problem(place.toString(), path, what, remedy)));
    }

    private record Note(Place spot, Problem problem) {
        static final Comparator<Note> ORDER =
                Comparator.<Note>comparingInt(note -> note.spot.line()).thenComparingInt(note -> note.spot.column());
    }

    void wrong(Text text, String what, String remedy) {
        wrong(text.place(), text.path(), what, remedy);
    }

    /// A variable that is set and not empty.
    @Nullable
    String variable(String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /// The name and value of the first of some variables that is set.
    @Nullable
    Found firstOf(List<String> names) {
        for (var name : names) {
            var value = variable(name);
            if (value != null) {
                return new Found(name, value);
            }
        }
        return null;
    }

    record Found(String name, String value) {}

    /// A scalar with its references put in: `${NAME}` is a variable, `$$` a dollar sign.
    String expand(String raw, Place place, String path) {
        if (raw.indexOf('$') < 0) {
            return raw;
        }
        var out = new StringBuilder();
        int i = 0;
        while (i < raw.length()) {
            if (raw.startsWith("$$", i)) {
                out.append('$');
                i += 2;
            } else if (raw.startsWith("${", i)) {
                var end = raw.indexOf('}', i);
                if (end < 0) {
                    wrong(place, path, "a ${…} that is not closed", "Close it, or write $$ for a dollar sign");
                    return out.append(raw, i, raw.length()).toString();
                }
                out.append(reference(raw.substring(i + 2, end), place, path));
                i = end + 1;
            } else {
                out.append(raw.charAt(i++));
            }
        }
        return out.toString();
    }

    private String reference(String name, Place place, String path) {
        var value = environment.get(name);
        if (value == null) {
            wrong(place, path, "the environment has no variable " + name, "Set it, or write $${ for a plain ${");
            return "";
        }
        return value;
    }
}
