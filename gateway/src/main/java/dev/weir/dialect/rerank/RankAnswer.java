package dev.weir.dialect.rerank;

import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import dev.weir.dialect.PlainUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Documents by relevance, the best first.
///
/// @param usage null when the provider counts no tokens, or did not say
/// @param searches units that Cohere bills, or null
record RankAnswer(
        List<Hit> hits, @Nullable Usage usage, @Nullable JsonNode searches) {
    private static final Set<String> WHOLE = Set.of("id", "object", "model", "results", "data", "usage", "meta");
    private static final Set<String> RESULT = Set.of("index", "relevance_score", "document", "object");
    private static final Set<String> META = Set.of("api_version", "billed_units", "tokens");

    RankAnswer {
        hits = List.copyOf(hits);
    }

    /// @param index of the document in the request
    /// @param score as the provider spelled it
    /// @param document as it stands in the provider's answer, or null
    record Hit(int index, JsonNode score, @Nullable JsonNode document) {}

    /// An answer that is none.
    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }

    /// Reads an answer of any of the dialects.
    ///
    /// @param documents that were sent
    static RankAnswer read(JsonNode body, int documents, Consumer<Loss> losses) {
        JsonNode list = body.has("results") ? body.get("results") : body.get("data");
        if (!(list instanceof ArrayNode results)) {
            throw new Unreadable("it has no results");
        }
        List<Hit> hits = new ArrayList<>();
        for (JsonNode result : results) {
            JsonNode index = result.path("index");
            JsonNode score = result.path("relevance_score");
            if (!index.isIntegralNumber()
                    || index.intValue() < 0
                    || index.intValue() >= documents
                    || !score.isNumber()) {
                throw new Unreadable("a result names no document that was sent, or has no score");
            }
            JsonNode document = result.path("document");
            boolean shown = document.isString() || document.isObject() && !document.isEmpty();
            tell(result, "/" + (body.has("results") ? "results/" : "data/") + hits.size(), RESULT, losses);
            hits.add(new Hit(index.intValue(), score, shown ? document : null));
        }
        tell(body, "", WHOLE, losses);
        tell(body.path("meta"), "/meta", META, losses);
        JsonNode billed = body.path("meta").path("billed_units");
        Usage usage = PlainUsage.read(body.has("usage") ? body.path("usage") : billed);
        JsonNode searches = billed.path("search_units");
        return new RankAnswer(hits, usage, searches.isNumber() ? searches : null);
    }

    private static void tell(JsonNode object, String at, Set<String> read, Consumer<Loss> losses) {
        object.forEachEntry((name, value) -> {
            boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
            if (says && !read.contains(name)) {
                losses.accept(
                        new Loss(at + "/" + name, Loss.Verdict.DROPPED, "the client's dialect has no field for it"));
            }
        });
    }
}
