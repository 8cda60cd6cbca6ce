package dev.weir;

import dev.weir.chat.Loss;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Accounts for every leaf of a document: it is in the evidence (what a codec made of the document, extras included),
/// on the loss list, or in a table of leaves whose meaning the structure itself carries, each with its reason.
///
/// A text is found by its value under any name, for fields are renamed on the way; a number or a boolean by its value
/// under its own name, for there are too many ones and zeros. JSON inside a text (the arguments of a tool call) counts.
public final class LeafAccounting {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Rule> structural;
    private final List<Rule> fragments;

    private record Rule(Pattern path, Set<String> values, String why) {
        private boolean covers(Leaf leaf) {
            return path.matcher(leaf.path()).matches()
                    && (values.isEmpty() || values.contains(leaf.value().asString("")));
        }
    }

    /// A scalar of a document.
    ///
    /// @param path JSON pointer
    public record Leaf(String path, JsonNode value) {
        /// Of an element of a list, the list's.
        private String name() {
            String path = this.path.replaceFirst("(/\\d+)+$", "");
            return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        }

        @Override
        public String toString() {
            String text = value.toString();
            return path + " = " + (text.length() > 80 ? text.substring(0, 80) + "…" : text);
        }
    }

    private LeafAccounting(List<Rule> structural, List<Rule> fragments) {
        this.structural = structural;
        this.fragments = fragments;
    }

    public static LeafAccounting strict() {
        return new LeafAccounting(List.of(), List.of());
    }

    /// Leaves that need no evidence.
    ///
    /// @param path JSON pointer in which `*` is any one segment
    /// @param values that the rule is confined to; none is any value
    public LeafAccounting structural(String path, String why, String... values) {
        List<Rule> more = new ArrayList<>(structural);
        more.add(new Rule(glob(path), Set.of(values), why));
        return new LeafAccounting(more, fragments);
    }

    /// Leaves that are pieces of a longer text: they are found inside one.
    public LeafAccounting fragment(String path) {
        List<Rule> more = new ArrayList<>(fragments);
        more.add(new Rule(glob(path), Set.of(), "a piece of a longer text"));
        return new LeafAccounting(structural, more);
    }

    /// The leaves of a document. Nulls and empty containers say nothing and are none.
    public static List<Leaf> leaves(JsonNode root) {
        List<Leaf> out = new ArrayList<>();
        collect(root, "", out);
        return out;
    }

    /// Records as JSON, to be evidence.
    public static JsonNode tree(Object canonical) {
        return JSON.valueToTree(canonical);
    }

    /// The leaves that are not accounted for.
    public List<Leaf> missing(List<Leaf> leaves, Collection<JsonNode> evidence, Collection<Loss> losses) {
        Evidence known = new Evidence();
        evidence.forEach(node -> known.add("", node));
        return leaves.stream()
                .filter(leaf -> structural.stream().noneMatch(rule -> rule.covers(leaf)))
                .filter(leaf -> losses.stream().noneMatch(loss -> isBelow(leaf.path(), loss.path())))
                .filter(leaf -> !known.holds(leaf, fragments.stream().anyMatch(rule -> rule.covers(leaf))))
                .toList();
    }

    private static boolean isBelow(String path, String root) {
        return !root.isEmpty() && (path.equals(root) || path.startsWith(root + "/"));
    }

    private static Pattern glob(String path) {
        return Pattern.compile(path.replace("*", "[^/]+"));
    }

    private static void collect(JsonNode node, String path, List<Leaf> out) {
        if (node.isObject()) {
            node.forEachEntry((name, value) ->
                    collect(value, path + "/" + name.replace("~", "~0").replace("/", "~1"), out));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), path + "/" + i, out);
            }
        } else if (!node.isNull()) {
            out.add(new Leaf(path, node));
        }
    }

    private static final class Evidence {
        private final Set<String> texts = new HashSet<>();
        private final Set<String> scalars = new HashSet<>();

        private void add(String name, JsonNode node) {
            if (node.isObject()) {
                node.forEachEntry(this::add);
            } else if (node.isArray()) {
                node.forEach(element -> add(name, element));
            } else if (node.isString()) {
                addText(name, node.stringValue());
            } else if (!node.isNull()) {
                scalars.add(name + "=" + plain(node));
            }
        }

        private void addText(String name, String text) {
            texts.add(text);
            if (text.startsWith("{") || text.startsWith("[")) {
                try {
                    add(name, JSON.readTree(text));
                } catch (JacksonException e) {
                    // It only looked like JSON: as a text it is in the evidence already.
                    return;
                }
            }
        }

        private boolean holds(Leaf leaf, boolean inside) {
            if (!leaf.value().isString()) {
                return scalars.contains(leaf.name() + "=" + plain(leaf.value()));
            }
            String text = leaf.value().stringValue();
            return texts.contains(text)
                    || inside && texts.stream().anyMatch(longer -> longer.contains(text))
                    || holdsJson(text);
        }

        /// Whether a text is JSON, each leaf of which is there (arguments that were spelled anew).
        private boolean holdsJson(String text) {
            if (!text.startsWith("{")) {
                return false;
            }
            try {
                return leaves(JSON.readTree(text)).stream().allMatch(each -> holds(each, false));
            } catch (JacksonException e) {
                return false;
            }
        }

        private static String plain(JsonNode scalar) {
            if (!scalar.isNumber()) {
                return scalar.toString();
            }
            BigDecimal number = scalar.decimalValue();
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
    }
}
