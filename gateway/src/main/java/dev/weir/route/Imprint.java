package dev.weir.route;

import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of a request decides where it goes, without a word of what was said in it: enough to plan it anew.
///
/// ```json
/// { "tokens": 812, "max_tokens": 100, "tools": 2, "images": 0, "media": [], "structured": false,
///   "conversation": "5e3a90cc", "metadata": { "tier": "gold" }, "headers": { "x-weir-region": "eu", "x-tier": null },
///   "models": [ "b" ], "fallbacks": [ … ], "provider": { "sort": "price" } }
/// ```
///
/// A member that is not there is not known; a header or a name of the metadata that is `null` was not sent. What the
/// request said to the gateway (`x-weir-…`, `models`, `fallbacks`, `provider`) is always there.
///
/// @param node never changed
public record Imprint(ObjectNode node) {
    static final String OURS = "x-weir-";

    private static final int DIGEST = 4;
    private static final int MOST_LETTERS = 256;

    /// @param said members of the body that guide
    static Imprint of(Facts facts, Map<String, JsonNode> said, Heads heads, Noting noting) {
        ObjectNode out = Json.object();
        switch (noting.figures()) {
            case COUNTED -> count(out, facts);
            case NOT_COUNTED -> {}
        }
        told(out, "metadata", noting.metadata(), noting.metadata().isEmpty() ? Map.of() : facts.metadata());
        Map<String, String> headers = new TreeMap<>();
        if (heads.speakToWeir() || !noting.headers().isEmpty()) {
            headers.putAll(facts.headers());
        }
        ObjectNode told = told(out, "headers", noting.headers(), headers);
        headers.forEach((name, value) -> {
            if (name.startsWith(OURS)) {
                (told == null ? out.withObject("headers") : told).put(name, cut(value));
            }
        });
        said.forEach(out::set);
        return new Imprint(out);
    }

    private static void count(ObjectNode out, Facts facts) {
        out.put("tokens", facts.tokens());
        if (facts.maxTokens() != null) {
            out.put("max_tokens", facts.maxTokens());
        }
        out.put("tools", facts.tools());
        out.put("images", facts.images());
        var media = out.putArray("media");
        facts.media().stream().sorted().forEach(kind -> media.add(kind.name().toLowerCase(Locale.ROOT)));
        out.put("structured", facts.structured());
        String opening = facts.opening();
        if (!opening.isEmpty()) {
            out.put("conversation", digest(opening));
        }
    }

    /// Too short to be turned back into words, long enough to tell conversations apart.
    private static String digest(String opening) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(opening.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static @Nullable ObjectNode told(
            ObjectNode out, String member, Set<String> names, Map<String, String> values) {
        if (names.isEmpty()) {
            return null;
        }
        ObjectNode told = out.putObject(member);
        for (String name : names) {
            String value = values.get(name);
            told.put(name, value == null ? null : cut(value));
        }
        return told;
    }

    private static String cut(String value) {
        return value.length() <= MOST_LETTERS ? value : value.substring(0, MOST_LETTERS);
    }
}
