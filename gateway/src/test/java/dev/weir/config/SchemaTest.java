package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The schema knows the keys that the reader knows, and no others.
///
/// The reader is asked: a key that nobody knows, in any place, is answered with those that are known there.
class SchemaTest {
    private static final JsonNode SCHEMA = JsonMapper.shared().readTree(Schema.text());
    private static final Path SHOWN = Path.of("../docs/weir.schema.json");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String NOBODYS = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
    private static final String KNOWN = "Known here: ";

    @TempDir
    private Path folder = Path.of("");

    /// A place in the file: the schema there, and the flow mapping around what stands in it.
    ///
    /// @param path as problems name it
    /// @param before what stands in front of the mapping's keys
    /// @param after what stands behind
    record Spot(String path, JsonNode schema, String before, String after) {
        Spot below(String key, JsonNode schema) {
            return new Spot(
                    path.isEmpty() ? key : path + "." + key,
                    schema,
                    before + "\"" + key + "\": {" + beside(key),
                    "}" + after);
        }

        /// What a provider needs beside, so that its own keys are looked at.
        private static String beside(String key) {
            return key.equals("box") ? "like: sim, " : "";
        }

        Spot element(String key, JsonNode schema) {
            return new Spot(
                    (path.isEmpty() ? key : path + "." + key) + "[0]",
                    schema,
                    before + "\"" + key + "\": [ {",
                    "} ]" + after);
        }

        @Override
        public String toString() {
            return path.isEmpty() ? "the file" : path;
        }
    }

    /// Every place of the schema where keys may stand.
    static Stream<Spot> spots() {
        var all = new ArrayList<Spot>();
        collect(new Spot("", SCHEMA, "{", "}"), all);
        return all.stream();
    }

    private static void collect(Spot spot, List<Spot> all) {
        if (spot.path().matches(".*targets.*targets.*")) {
            // A group within a group knows what a group knows.
            return;
        }
        all.add(spot);
        var schema = mapping(spot.schema());
        for (var property : schema.path("properties").properties()) {
            descend(spot, property.getKey(), property.getValue(), all);
        }
        if (schema.path("additionalProperties").isObject()) {
            descend(spot, name(spot.path()), schema.path("additionalProperties"), all);
        }
    }

    private static void descend(Spot spot, String key, JsonNode schema, List<Spot> all) {
        if (!mapping(schema).isMissingNode()) {
            collect(spot.below(key, schema), all);
        }
        for (var choice : choices(schema)) {
            if (!mapping(resolved(choice).path("items")).isMissingNode()) {
                collect(spot.element(key, resolved(choice).path("items")), all);
            }
        }
    }

    /// A name where the user invents one.
    private static String name(String path) {
        return switch (path) {
            case "providers" -> "box";
            case "catalog" -> "sim/gpt-sim";
            default -> path.endsWith(".above") ? "200k" : "mine";
        };
    }

    private static JsonNode resolved(JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : SCHEMA.at(reference.substring(1));
    }

    private static List<JsonNode> choices(JsonNode schema) {
        var plain = resolved(schema);
        var all = new ArrayList<JsonNode>();
        all.add(plain);
        plain.path("anyOf").forEach(choice -> all.addAll(choices(choice)));
        return all;
    }

    /// The one of a value's forms that is a mapping with keys, or nothing.
    private static JsonNode mapping(JsonNode schema) {
        return choices(schema).stream()
                .filter(choice -> choice.has("properties")
                        || choice.path("additionalProperties").isObject())
                .findFirst()
                .orElse(SCHEMA.path("nothing"));
    }

    /// The keys that the reader knows at a place; null where any may stand, or none.
    private @Nullable Set<String> known(Spot spot) {
        var yaml = spot.before() + NOBODYS + ": 1" + spot.after();
        var wanted = spot.path().isEmpty() ? NOBODYS : spot.path() + "." + NOBODYS;
        return switch (new Loading(folder).load(yaml, Map.of())) {
            case Loaded.Ok _ -> null;
            case Loaded.Problems problems ->
                problems.problems().stream()
                        .filter(problem -> problem.path().equals(wanted))
                        .filter(problem -> problem.remedy().startsWith(KNOWN))
                        .findFirst()
                        .map(problem -> (Set<String>) new TreeSet<>(List.of(
                                problem.remedy().substring(KNOWN.length()).split(", "))))
                        .orElse(null);
        };
    }

    private static Set<String> dialects() {
        return Catalog.builtIn().rows().stream()
                .flatMap(row -> row.surfaces().stream())
                .map(Surface::dialect)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("spots")
    void theSchemaHasTheKeysThatTheReaderKnows(Spot spot) {
        var schema = mapping(spot.schema());
        var known = known(spot);
        if (schema.path("additionalProperties").isObject()) {
            assertThat(known).as("names of the user's own").isNull();
        } else {
            var said = new TreeSet<>(schema.path("properties").propertyNames());
            if (spot.path().endsWith(".url")) {
                // The reader knows the dialects of one row, the schema those of all.
                assertThat(said).containsAll(known).isEqualTo(dialects());
            } else {
                assertThat(known).isEqualTo(said);
            }
            assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        }
    }

    /// Where the schema has a single value, the reader does not know keys either.
    @ParameterizedTest
    @MethodSource("spots")
    void theReaderHasNoMappingsThatTheSchemaDoesNotKnow(Spot spot) {
        for (var property : mapping(spot.schema()).path("properties").properties()) {
            if (mapping(property.getValue()).isMissingNode()) {
                assertThat(known(spot.below(property.getKey(), property.getValue())))
                        .as(property.getKey())
                        .isNull();
            }
            var isListed = choices(property.getValue()).stream()
                    .anyMatch(choice -> !mapping(resolved(choice).path("items")).isMissingNode());
            if (!isListed) {
                assertThat(known(spot.element(property.getKey(), property.getValue())))
                        .as(property.getKey() + "[]")
                        .isNull();
            }
        }
    }

    @Test
    void theWalkGoesEverywhere() {
        assertThat(spots().map(Spot::path))
                .contains(
                        "",
                        "tls",
                        "providers.box",
                        "providers.box.url",
                        "providers.box.timeout",
                        "models.mine",
                        "models.mine.targets[0]",
                        "catalog.sim/gpt-sim.price.above.200k",
                        "keys[0]");
    }

    @Test
    void everyConfigurationThatIsShownSatisfiesTheSchema() throws IOException {
        for (var page : List.of("../README.md", "../docs/configuration.md", "../docs/routing.md")) {
            var blocks = YAML.matcher(Files.readString(Path.of(page))).results().toList();
            assertThat(blocks)
                    .isNotEmpty()
                    .allSatisfy(block -> assertThat(faults(SCHEMA, value(block.group(1)), ""))
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{listn: a} | listn",
                "{limits: {body: big}} | limits.body",
                "{providers: {openai: on}} | providers.openai",
                "{keys: [{name: a}]} | keys[0]",
                "{catalog: {openai/gpt-4o: {price: {input: cheap}}}} | price.input",
                "{catalog: {openai/gpt-4o: {mode: chatting}}} | mode",
            })
    void whatTheReaderRefusesTheSchemaRefuses(String text, String path) {
        assertThat(new Loading(folder).load(text, Map.of("OPENAI_API_KEY", "k")))
                .isInstanceOf(Loaded.Problems.class);
        assertThat(faults(SCHEMA, value(text), "")).isNotEmpty().anyMatch(fault -> fault.contains(path));
    }

    private static JsonNode value(String yaml) {
        return JsonMapper.shared().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /// What of a value a schema does not allow: as much of JSON Schema as this one uses.
    private static List<String> faults(JsonNode schema, JsonNode value, String path) {
        var plain = resolved(schema);
        var faults = new ArrayList<String>();
        var choices = new ArrayList<List<String>>();
        plain.path("anyOf").forEach(choice -> choices.add(faults(choice, value, path)));
        plain.path("oneOf").forEach(choice -> choices.add(faults(choice, value, path)));
        if (!choices.isEmpty() && choices.stream().noneMatch(List::isEmpty)) {
            choices.forEach(faults::addAll);
        }
        if (plain.has("type") && words(plain.path("type")).noneMatch(type -> isOf(type, value))) {
            faults.add(path + " is no " + plain.path("type"));
        }
        if (plain.has("enum") && words(plain.path("enum")).noneMatch(value.asString("")::equals)) {
            faults.add(path + " is none of " + plain.path("enum"));
        }
        if (value.isString() && !found(plain.path("pattern"), value.asString())) {
            faults.add(path + " does not look like " + plain.path("pattern"));
        }
        for (var required : plain.path("required")) {
            if (!value.has(required.asString())) {
                faults.add(path + " lacks " + required);
            }
        }
        for (var member : value.properties()) {
            faults.addAll(memberFaults(plain, member, path.isEmpty() ? "" : path + "."));
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            faults.addAll(faults(plain.path("items"), value.get(i), path + "[" + i + "]"));
        }
        return faults;
    }

    private static List<String> memberFaults(JsonNode schema, Map.Entry<String, JsonNode> member, String path) {
        var name = member.getKey();
        var known = schema.path("properties").path(name);
        var more = schema.path("additionalProperties");
        if (!found(schema.path("propertyNames").path("pattern"), name)) {
            return List.of(path + name + " is no name");
        }
        if (known.isMissingNode() && more.isBoolean() && !more.asBoolean()) {
            return List.of(path + name + " is not known");
        }
        return faults(known.isMissingNode() ? more : known, member.getValue(), path + name);
    }

    private static boolean found(JsonNode pattern, String text) {
        return pattern.isMissingNode()
                || Pattern.compile(pattern.asString()).matcher(text).find();
    }

    private static Stream<String> words(JsonNode words) {
        return words.isArray()
                ? StreamSupport.stream(words.spliterator(), false).map(JsonNode::asString)
                : Stream.of(words.asString());
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    @Test
    void theDocumentsHoldTheSameSchema() throws IOException {
        if (Boolean.getBoolean("weir.rewrite")) {
            Files.writeString(SHOWN, Schema.text());
        }
        assertThat(SHOWN).hasContent(Schema.text());
    }
}
