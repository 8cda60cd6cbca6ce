package dev.weir.config;

import dev.weir.catalog.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of the configuration file, read by its keys.
final class Section {
    private final Notes notes;
    private final Place place;
    private final String path;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    private Section(Notes notes, Place place, String path) {
        this.notes = notes;
        this.place = place;
        this.path = path;
    }

    /// The mapping at a node; an empty value is an empty mapping, and anything else is a problem.
    static Section of(Notes notes, String file, String path, @Nullable Node node) {
        var section = new Section(notes, node == null ? new Place(file, 1, 1) : Place.of(file, node), path);
        if (node instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                section.add(tuple.getKeyNode(), tuple.getValueNode());
            }
        } else if (node != null && !isEmpty(node)) {
            notes.wrong(section.place, path, "this is " + kind(node) + ", not a mapping", "Write key: value pairs");
        }
        return section;
    }

    private void add(Node key, Node value) {
        var at = Place.of(place.file(), key);
        if (!(key instanceof ScalarNode scalar)) {
            notes.wrong(at, path, "a key that is " + kind(key), "Keys are words");
            return;
        }
        var name = scalar.getValue();
        var before = places.putIfAbsent(name, at);
        if (before == null) {
            values.put(name, value);
        } else {
            notes.wrong(at, pathOf(name), "stands here a second time, first at line " + before.line(), "Keep one");
        }
    }

    Place place() {
        return place;
    }

    String path() {
        return path;
    }

    /// Where a key stands, or the section where it does not.
    Place place(String key) {
        return places.getOrDefault(key, place);
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Collection<String> keys() {
        return values.keySet();
    }

    /// Complains of keys that are not known, and of those that this version has no use for yet.
    ///
    /// @param notYet by key: what it is that is not built yet
    void expect(Collection<String> known, Map<String, String> notYet) {
        for (var key : values.keySet()) {
            var later = notYet.get(key);
            if (later != null) {
                notes.wrong(place(key), pathOf(key), later + " in this version", "Remove the key");
            } else if (!known.contains(key)) {
                notes.wrong(place(key), pathOf(key), "there is no such key", meant(key, known));
            }
        }
    }

    static String meant(String key, Collection<String> known) {
        return DidYouMean.nearest(key, known)
                .map(near -> "Did you mean `" + near + "`?")
                .orElse("Known here: " + String.join(", ", new TreeSet<>(known)));
    }

    Section section(String key) {
        return of(notes, place(key).file(), pathOf(key), values.get(key));
    }

    /// The mappings below each key: `providers`, `models`.
    Map<String, Section> sections() {
        var sections = new LinkedHashMap<String, Section>();
        values.forEach((key, _) -> sections.put(key, section(key)));
        return sections;
    }

    boolean isText(String key) {
        return values.get(key) instanceof ScalarNode node && !isEmpty(node);
    }

    boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /// A scalar, or null where the key is absent or empty.
    @Nullable
    Text text(String key) {
        var node = values.get(key);
        return node == null || isEmpty(node) ? null : text(node, pathOf(key));
    }

    /// A list of scalars; a single one is a list of one.
    List<Text> texts(String key) {
        var texts = new ArrayList<Text>();
        for (var element : elements(key)) {
            var text = text(element.node(), element.path());
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /// The elements of a list, each with its path; a single value is a list of one.
    List<Element> elements(String key) {
        var node = values.get(key);
        if (node == null || isEmpty(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(new Element(node, pathOf(key)));
        }
        var elements = new ArrayList<Element>();
        for (var element : sequence.getValue()) {
            elements.add(new Element(element, pathOf(key) + "[" + elements.size() + "]"));
        }
        return elements;
    }

    /// An element of a list.
    record Element(Node node, String path) {
        boolean isMapping() {
            return node instanceof MappingNode;
        }
    }

    Section section(Element element) {
        return of(notes, place.file(), element.path(), element.node());
    }

    @Nullable
    Text text(Element element) {
        return text(element.node(), element.path());
    }

    private @Nullable Text text(Node node, String at) {
        var spot = Place.of(place.file(), node);
        if (node instanceof ScalarNode scalar) {
            return new Text(notes.expand(scalar.getValue(), spot, at), spot, at);
        }
        notes.wrong(spot, at, "this is " + kind(node) + ", not a single value", "Write one value");
        return null;
    }

    private static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL)
                || node instanceof ScalarNode scalar
                        && scalar.isPlain()
                        && scalar.getValue().isEmpty();
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            case SCALAR -> "a single value";
            case ANCHOR -> "an alias";
        };
    }
}
