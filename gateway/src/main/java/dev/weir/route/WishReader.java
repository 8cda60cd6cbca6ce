package dev.weir.route;

import dev.weir.catalog.DidYouMean;
import dev.weir.catalog.Money;
import dev.weir.route.Demands.Parameters;
import dev.weir.route.Demands.PriceCap;
import dev.weir.route.Demands.Privacy;
import dev.weir.route.GuidanceReader.Unclear;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `models`, `fallbacks` and `provider` as OpenRouter, LiteLLM and Bifrost have them.
final class WishReader {
    private static final Set<String> KNOWN = Set.of(
            "order",
            "only",
            "ignore",
            "allow_fallbacks",
            "sort",
            "require_parameters",
            "data_collection",
            "zdr",
            "max_price",
            "preferred_max_latency",
            "preferred_min_throughput");
    private static final Set<String> PERCENTILES = Set.of("p50", "p75", "p90", "p99");
    private static final int MOST = 16;

    private final Directory directory;

    WishReader(Directory directory) {
        this.directory = directory;
    }

    /// `["openai/gpt-4o", …]`.
    void models(@Nullable JsonNode node, List<Guidance.Other> others) throws Unclear {
        for (Selection.Named name : names(node, "models")) {
            others.add(new Guidance.Other(name.name(), name.path()));
        }
    }

    /// `["openai/gpt-4o", { "model": "gpt-4o" }, { "provider": "openai", "model": "gpt-4o" }]`.
    void fallbacks(@Nullable JsonNode node, List<Guidance.Other> others) throws Unclear {
        int i = 0;
        for (JsonNode one : list(node, "fallbacks")) {
            String path = "fallbacks[" + i++ + "]";
            if (!one.isObject()) {
                others.add(new Guidance.Other(text(one, path), path));
                continue;
            }
            for (String name : one.propertyNames()) {
                if (!name.equals("model") && !name.equals("provider")) {
                    throw new Unclear(path + "." + name, "a fallback says `model` and perhaps `provider` here.");
                }
            }
            String model = text(one.path("model"), path + ".model");
            String provider = one.has("provider") ? text(one.path("provider"), path + ".provider") + "/" : "";
            others.add(new Guidance.Other(provider + model, path));
        }
    }

    Selection selection(JsonNode provider) throws Unclear {
        if (!provider.isObject()) {
            throw new Unclear("provider", "it is an object here, like {\"order\": [\"openai\"]}.");
        }
        for (String name : provider.propertyNames()) {
            if (!KNOWN.contains(name)) {
                String near = DidYouMean.nearest(name, KNOWN)
                        .map(word -> "Did you mean `" + word + "`?")
                        .orElse("Known are "
                                + String.join(", ", KNOWN.stream().sorted().toList()) + ".");
                throw new Unclear("provider." + name, "this gateway does not know it. " + near);
            }
        }
        JsonNode sort = provider.path("sort");
        boolean both = sort.isObject();
        return new Selection(
                providers(provider.get("order"), "provider.order"),
                providers(provider.get("only"), "provider.only"),
                providers(provider.get("ignore"), "provider.ignore"),
                flag(provider, "allow_fallbacks", true) ? Selection.Fallbacks.ALLOWED : Selection.Fallbacks.NONE,
                sort(both ? sort.path("by") : sort, both ? "provider.sort.by" : "provider.sort"),
                both ? partition(sort) : Selection.Partition.MODEL,
                seconds(provider.get("preferred_max_latency"), "provider.preferred_max_latency") * 1_000,
                seconds(provider.get("preferred_min_throughput"), "provider.preferred_min_throughput"));
    }

    Demands demands(JsonNode provider) throws Unclear {
        Privacy privacy = flag(provider, "zdr", false) ? Privacy.NO_RETENTION : collection(provider);
        Parameters parameters =
                flag(provider, "require_parameters", false) ? Parameters.ALL : Parameters.AS_MANY_AS_CAN;
        return new Demands(null, null, privacy, cap(provider.get("max_price")), parameters);
    }

    private static Privacy collection(JsonNode provider) throws Unclear {
        JsonNode said = provider.get("data_collection");
        if (said == null || said.isNull()) {
            return Privacy.ANY;
        }
        return switch (said.asString("")) {
            case "allow" -> Privacy.ANY;
            case "deny" -> Privacy.NO_COLLECTION;
            default -> throw new Unclear("provider.data_collection", "it is `allow` or `deny`.");
        };
    }

    private static PriceCap cap(@Nullable JsonNode node) throws Unclear {
        if (node == null || node.isNull()) {
            return PriceCap.NONE;
        }
        for (String name : node.propertyNames()) {
            if (!Set.of("prompt", "completion", "request", "image").contains(name)) {
                throw new Unclear("provider.max_price." + name, "known are prompt, completion, request and image.");
            }
        }
        if (node.has("image")) {
            throw new Unclear("provider.max_price.image", "prices of pictures are not compared here. Leave it out.");
        }
        return new PriceCap(dollars(node, "prompt"), dollars(node, "completion"), dollars(node, "request"), null);
    }

    private static @Nullable Money dollars(JsonNode node, String name) throws Unclear {
        JsonNode value = node.get(name);
        String path = "provider.max_price." + name;
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isNumber() && !value.isString()) {
            throw new Unclear(path, "it is a number of dollars.");
        }
        return GuidanceReader.dollars(value.asString(), path);
    }

    private static @Nullable Sort sort(JsonNode node, String path) throws Unclear {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        Sort sort = Sort.named(node.asString(""));
        if (sort == null) {
            throw new Unclear(path, "it is `price`, `throughput` or `latency`.");
        }
        return sort;
    }

    private static Selection.Partition partition(JsonNode sort) throws Unclear {
        return switch (sort.path("partition").asString("model")) {
            case "model" -> Selection.Partition.MODEL;
            case "none" -> Selection.Partition.NONE;
            default -> throw new Unclear("provider.sort.partition", "it is `model` or `none`.");
        };
    }

    /// A number, or one for a percentile, of which the strictest counts: what is seen here are medians.
    private static double seconds(@Nullable JsonNode node, String path) throws Unclear {
        if (node == null || node.isNull()) {
            return Double.NaN;
        }
        if (node.isNumber() && node.asDouble() > 0) {
            return node.asDouble();
        }
        for (var member : node.properties()) {
            if (PERCENTILES.contains(member.getKey()) && member.getValue().isNumber()) {
                return member.getValue().asDouble();
            }
        }
        throw new Unclear(path, "it is a number above 0, or one for p50, p75, p90 or p99.");
    }

    private static boolean flag(JsonNode node, String name, boolean usual) throws Unclear {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return usual;
        }
        if (!value.isBoolean()) {
            throw new Unclear("provider." + name, "it is true or false.");
        }
        return value.asBoolean();
    }

    private List<Selection.Named> providers(@Nullable JsonNode node, String path) throws Unclear {
        List<Selection.Named> names = names(node, path);
        for (Selection.Named name : names) {
            if (!directory.isProvider(name.name())) {
                throw new Unclear(
                        name.path(),
                        "there is no provider `" + name.name() + "`. "
                                + directory
                                        .likeProvider(name.name())
                                        .map(near -> "Did you mean `" + near + "`?")
                                        .orElse("See `weir models --providers`."));
            }
        }
        return names;
    }

    private static List<Selection.Named> names(@Nullable JsonNode node, String path) throws Unclear {
        List<Selection.Named> names = new ArrayList<>();
        for (JsonNode one : list(node, path)) {
            String at = path + "[" + names.size() + "]";
            names.add(new Selection.Named(text(one, at), at));
        }
        return names;
    }

    private static Iterable<JsonNode> list(@Nullable JsonNode node, String path) throws Unclear {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST) {
            throw new Unclear(path, "it is a list of at most " + MOST + ".");
        }
        return node;
    }

    private static String text(JsonNode node, String path) throws Unclear {
        if (!node.isString() || node.asString().isEmpty()) {
            throw new Unclear(path, "it is a name.");
        }
        return node.asString();
    }
}
