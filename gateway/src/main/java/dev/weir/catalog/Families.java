package dev.weir.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How families of models are asked, by patterns of their names; later rules win.
record Families(List<Rule> rules) {
    Families {
        rules = List.copyOf(rules);
    }

    record Rule(List<Glob> patterns, Manner manner) {
        Rule {
            patterns = List.copyOf(patterns);
        }
    }

    Manner of(String model) {
        var manner = Manner.NONE;
        for (var rule : rules) {
            if (rule.patterns.stream().anyMatch(glob -> glob.matches(model))) {
                manner = rule.manner.over(manner);
            }
        }
        return manner;
    }

    /// Reads `families.txt`: patterns, a space, words.
    ///
    /// @throws IllegalArgumentException naming the line that cannot stand
    static Families read(String text) {
        var rules = new ArrayList<Rule>();
        for (var line : text.lines().filter(Families::says).toList()) {
            try {
                var words = List.of(line.split(" ", -1));
                var patterns = Stream.of(words.getFirst().split(",", -1)).map(Glob::new);
                rules.add(new Rule(patterns.toList(), Manner.read(words.subList(1, words.size()))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + line + "\": " + e.getMessage(), e);
            }
        }
        return new Families(rules);
    }

    /// Whether a line is neither empty nor a comment.
    static boolean says(String line) {
        return !line.isBlank() && line.charAt(0) != '#';
    }
}
