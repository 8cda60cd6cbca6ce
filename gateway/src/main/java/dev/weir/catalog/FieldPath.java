package dev.weir.catalog;

import java.util.List;

/// Where a field stands in a request body, from the root down: `max_tokens`, `stream_options.include_usage`,
/// `messages.*.role`. The step `*` is every element of an array.
public record FieldPath(List<String> steps) {
    /// The step that stands for every element of an array.
    public static final String EACH = "*";

    public FieldPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a field path has steps, none of them blank: " + steps);
        }
    }

    public static FieldPath of(String dotted) {
        return new FieldPath(List.of(dotted.split("\\.", -1)));
    }

    public String last() {
        return steps.getLast();
    }

    /// The same place under another last step.
    public FieldPath sibling(String name) {
        var renamed = new java.util.ArrayList<>(steps);
        renamed.set(renamed.size() - 1, name);
        return new FieldPath(renamed);
    }

    @Override
    public String toString() {
        return String.join(".", steps);
    }
}
