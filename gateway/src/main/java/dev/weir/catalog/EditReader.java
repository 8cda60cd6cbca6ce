package dev.weir.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads request edits: `{"rename": "seed", "to": "random_seed"}`, or the name of a list of them.
final class EditReader {
    private static final Set<String> VERBS = Set.of("rename", "drop", "default", "clamp", "map", "move", "use");
    private static final Set<String> KEYS = Set.of(
            "rename", "drop", "default", "clamp", "map", "move", "use", "to", "value", "least", "most", "table",
            "models", "except");

    private final JsonNode named;
    private final Map<String, List<EditRule>> lists = new ConcurrentHashMap<>();

    EditReader(JsonNode named) {
        this.named = named;
    }

    List<EditRule> rules(JsonNode list) {
        var rules = new ArrayList<EditRule>();
        for (var entry : list) {
            if (entry.isString()) {
                rules.addAll(list(entry.asString()));
            } else {
                rules.addAll(rule(entry));
            }
        }
        return rules;
    }

    private List<EditRule> list(String name) {
        var known = lists.get(name);
        if (known != null) {
            return known;
        }
        if (!named.has(name)) {
            throw new IllegalArgumentException("no list of edits is called " + name);
        }
        var rules = rules(named.path(name));
        lists.put(name, rules);
        return rules;
    }

    private List<EditRule> rule(JsonNode node) {
        Fields.only(node, "an edit", KEYS);
        var models = models(node, "models");
        var used = Fields.text(node, "use");
        if (used != null) {
            return list(used).stream()
                    .map(rule -> new EditRule(models, rule.edit()))
                    .toList();
        }
        var verb = verb(node);
        return Fields.texts(node, verb).stream()
                .map(FieldPath::of)
                .map(field -> new EditRule(models, edit(verb, field, node)))
                .toList();
    }

    private static RequestEdit edit(String verb, FieldPath field, JsonNode node) {
        return switch (verb) {
            case "rename" -> new RequestEdit.Rename(field, Fields.required(node, "to"));
            case "drop" -> new RequestEdit.Drop(field);
            case "default" -> new RequestEdit.Default(field, node.path("value"));
            case "clamp" -> new RequestEdit.Clamp(field, number(node, "least"), number(node, "most"));
            case "map" -> new RequestEdit.MapValue(field, table(node.path("table")));
            case "move" -> new RequestEdit.Move(field, FieldPath.of(Fields.required(node, "to")));
            default -> throw new IllegalArgumentException("no such verb: " + verb);
        };
    }

    private static Map<String, JsonNode> table(JsonNode node) {
        return node.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String verb(JsonNode node) {
        var verbs = node.propertyNames().stream().filter(VERBS::contains).toList();
        if (verbs.size() != 1) {
            throw new IllegalArgumentException("an edit has one verb of " + VERBS + ": " + node);
        }
        return verbs.getFirst();
    }

    /// The models that an entry is for: all, where it does not say.
    static ModelSet models(JsonNode node, String key) {
        var any = globs(node, key);
        return new ModelSet(any.isEmpty() ? List.of(Glob.ALL) : any, globs(node, "except"));
    }

    private static List<Glob> globs(JsonNode node, String key) {
        return Fields.texts(node, key).stream().map(Glob::new).toList();
    }

    private static @Nullable BigDecimal number(JsonNode node, String key) {
        return node.has(key) ? node.path(key).decimalValue() : null;
    }
}
