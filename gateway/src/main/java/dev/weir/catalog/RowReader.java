package dev.weir.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `providers.json`: named lists of edits, and the rows that use them.
///
/// What it does not know is an error, so that a misspelt key never goes unnoticed.
final class RowReader {
    static final List<String> DIALECTS = List.of(
            "openai-chat",
            "openai-responses",
            "openai-completions",
            "anthropic-messages",
            "gemini",
            "cohere-chat",
            "bedrock-converse",
            "openai-embeddings",
            "voyage-embeddings",
            "jina-embeddings");

    /// Dialects that are spoken at the address of another one.
    private static final Set<String> ALSO = Set.of(
            "openai-completions",
            "openai-embeddings",
            "openai-moderations",
            "openai-images",
            "openai-speech",
            "openai-transcriptions",
            "openai-files",
            "openai-batches",
            "openai-vector-stores",
            "openai-containers",
            "anthropic-files",
            "anthropic-batches",
            "gemini-files",
            "gemini-cached-contents",
            "gemini-embeddings",
            "voyage-rerank",
            "jina-rerank",
            "cohere-embed",
            "cohere-rerank",
            "bedrock-embeddings",
            "bedrock-rerank");

    private static final Set<String> KEYS = Stream.concat(
                    Stream.of(
                            "name",
                            "kind",
                            "aliases",
                            "doc",
                            "base",
                            "env",
                            "key",
                            "start",
                            "auth",
                            "models",
                            "not-yet",
                            "region",
                            "surcharge"),
                    DIALECTS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> ENV = Set.of("key", "url", "region", "project");

    private static final Set<String> SURCHARGE = Set.of("percent", "regions", "since");

    private static final Set<String> COUNT = Set.of("path", "edits");

    private static final Set<String> SURFACE = Set.of(
            "url",
            "regions",
            "path",
            "stream-path",
            "count",
            "query",
            "betas",
            "auth",
            "headers",
            "edits",
            "usage",
            "stream-usage",
            "unknown-fields",
            "seals",
            "echo",
            "prefill",
            "keeps",
            "cache-marks",
            "documents",
            "seals-hold",
            "also");

    private final EditReader edits;
    private final JsonNode providers;
    private final Map<String, ProviderRow> rows = new LinkedHashMap<>();

    private RowReader(JsonNode document) {
        Fields.only(document, "the file", Set.of("edits", "providers"));
        this.edits = new EditReader(document.path("edits"));
        this.providers = document.path("providers");
    }

    /// The rows, in the order of the file.
    ///
    /// @throws IllegalArgumentException naming the row and the key that cannot stand; of what a row speaks,
    ///     when that is first asked for
    static List<ProviderRow> read(JsonNode document) {
        var reader = new RowReader(document);
        reader.providers.propertyNames().forEach(reader::row);
        return List.copyOf(reader.rows.values());
    }

    private ProviderRow row(String id) {
        var known = rows.get(id);
        if (known != null) {
            return known;
        }
        var row = named(id, () -> row(id, providers.path(id)));
        rows.put(id, row);
        return row;
    }

    private ProviderRow row(String id, JsonNode node) {
        Fields.only(node, "the row", KEYS);
        var baseId = Fields.text(node, "base");
        var base = baseId == null ? null : row(baseId);
        var about = new About(
                id,
                Fields.required(node, "name"),
                Fields.texts(node, "aliases"),
                Fields.word(About.Kind.class, Fields.required(node, "kind")),
                Fields.required(node, "doc"));
        var notYet = Fields.text(node, "not-yet");
        return new ProviderRow(about, access(node), notYet, () -> named(id, () -> speech(node, base)));
    }

    private static <T> T named(String id, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("provider " + id + ": " + e.getMessage(), e);
        }
    }

    /// What the row speaks, and how: read when it is first asked for, which it is of a few rows only.
    private ProviderRow.Speech speech(JsonNode node, @Nullable ProviderRow base) {
        var auth = auth(node, base == null ? Auth.bearer() : null);
        var surfaces = new ArrayList<Surface>();
        for (var dialect : dialects(node, base)) {
            var below = base == null ? null : surface(base, dialect);
            if (!node.path(dialect).isNull()) {
                surfaces.add(surface(dialect, node.path(dialect), auth, below));
            }
        }
        var choices = node.has("models") || base == null ? choices(node.path("models"), surfaces) : base.choices();
        return new ProviderRow.Speech(surfaces, choices, surcharge(node.path("surcharge")));
    }

    /// The dialects in the order of the row, then those only its base has.
    private static List<String> dialects(JsonNode node, @Nullable ProviderRow base) {
        var found = new ArrayList<>(
                node.propertyNames().stream().filter(DIALECTS::contains).toList());
        if (base != null) {
            base.surfaces().stream()
                    .map(Surface::dialect)
                    .filter(dialect -> !found.contains(dialect))
                    .forEach(found::add);
        }
        return found;
    }

    private static @Nullable Surcharge surcharge(JsonNode node) {
        Fields.only(node, "surcharge", SURCHARGE);
        return node.isMissingNode()
                ? null
                : new Surcharge(
                        node.path("percent").intValue(),
                        Set.copyOf(Fields.texts(node, "regions")),
                        Fields.text(node, "since"));
    }

    private static @Nullable Surface surface(ProviderRow row, String dialect) {
        return row.surfaces().stream()
                .filter(surface -> surface.dialect().equals(dialect))
                .findFirst()
                .orElse(null);
    }

    private static Access access(JsonNode node) {
        var env = node.path("env");
        Fields.only(env, "env", ENV);
        var key = Fields.text(node, "key");
        var start = Fields.text(node, "start");
        return new Access(
                key == null ? Access.Key.REQUIRED : Fields.word(Access.Key.class, key),
                start == null ? Access.Start.VARIABLE : Fields.word(Access.Start.class, start),
                Fields.texts(env, "key"),
                Fields.texts(env, "url"),
                new Whereabouts(
                        Fields.texts(env, "region"), Fields.texts(env, "project"), Fields.text(node, "region")));
    }

    private Surface surface(String dialect, JsonNode node, @Nullable Auth rowAuth, @Nullable Surface below) {
        Fields.only(node, dialect, SURFACE);
        var own = auth(node, rowAuth);
        var auth = own != null ? own : below == null ? Auth.bearer() : below.auth();
        var headers = node.has("headers") || below == null ? Fields.map(node, "headers") : below.headers();
        var rules = node.has("edits") || below == null ? edits.rules(node.path("edits")) : below.edits();
        var conduct = ConductReader.read(node, below == null ? Conduct.USUAL : below.conduct());
        var also = node.has("also") || below == null ? Fields.texts(node, "also") : below.also();
        if (!ALSO.containsAll(also)) {
            throw new IllegalArgumentException("also: " + also + ", where only " + ALSO + " are known");
        }
        var count = node.has("count") || below == null ? counting(node.path("count")) : below.counting();
        return new Surface(dialect, address(node), auth, headers, rules, conduct, count, also);
    }

    private static Address address(JsonNode node) {
        return new Address(
                Fields.text(node, "url"),
                Fields.map(node, "regions"),
                Fields.text(node, "path"),
                Fields.text(node, "stream-path"),
                Fields.map(node, "query"));
    }

    private Counting counting(JsonNode node) {
        Fields.only(node, "count", COUNT);
        return new Counting(Fields.text(node, "path"), edits.rules(node.path("edits")));
    }

    private static @Nullable Auth auth(JsonNode node, @Nullable Auth usual) {
        var text = Fields.text(node, "auth");
        if (text == null) {
            return usual;
        }
        var words = text.split(" ", -1);
        if (words.length == 1) {
            return switch (text) {
                case "bearer" -> Auth.bearer();
                case "none" -> new Auth.None();
                case "google-oauth" -> new Auth.GoogleOauth();
                case "azure" -> new Auth.Azure();
                default -> throw new IllegalArgumentException("auth: " + text);
            };
        }
        return switch (words[0]) {
            case "header" -> new Auth.Header(words[1], "");
            case "query" -> new Auth.Query(words[1]);
            case "sigv4" -> new Auth.SigV4(words[1]);
            default -> throw new IllegalArgumentException("auth: " + text);
        };
    }

    private static List<ProviderRow.DialectChoice> choices(JsonNode node, List<Surface> surfaces) {
        var spoken = surfaces.stream().map(Surface::dialect).toList();
        var choices = new ArrayList<ProviderRow.DialectChoice>();
        for (var choice : node) {
            Fields.only(choice, "models", Set.of("match", "except", "speak"));
            var dialects = Fields.texts(choice, "speak");
            if (!spoken.containsAll(dialects)) {
                throw new IllegalArgumentException("models speak " + dialects + ", the row only " + spoken);
            }
            choices.add(new ProviderRow.DialectChoice(EditReader.models(choice, "match"), dialects));
        }
        return choices;
    }
}
