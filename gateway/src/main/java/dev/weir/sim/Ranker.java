package dev.weir.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rankings of Jina (and those who share its form), Voyage and Cohere: the more of the query's words a document holds,
/// the better it is.
final class Ranker {
    static final List<String> MODELS = List.of("rerank-sim", "voyage-rerank-sim");

    private static final int MOST = 1_000;
    private static final int SEARCH = 100;

    private Ranker() {}

    private record Hit(int index, double score) {}

    /// `POST /v1/rerank`: Jina's form, and Voyage's for its models.
    static Reply first(Order order, ModelName model, Behaviour behaviour) {
        boolean voyage = model.base().startsWith("voyage");
        order.only(
                behaviour,
                Set.of((voyage
                                ? "model query documents top_k return_documents truncation"
                                : "model query documents top_n return_documents truncation rank_fields")
                        .split(" ", -1)));
        List<Hit> hits = hits(order, voyage ? "top_k" : "top_n");
        ObjectNode out = Json.object().put("object", "list").put("model", model.sent());
        ArrayNode results = out.putArray(voyage ? "data" : "results");
        boolean show = order.body().path("return_documents").asBoolean(!voyage);
        for (Hit hit : hits) {
            ObjectNode result = results.addObject().put("index", hit.index()).put("relevance_score", hit.score());
            JsonNode document = order.body().path("documents").path(hit.index());
            if (show) {
                result.set(
                        "document",
                        !voyage && document.isString() ? Json.object().set("text", document) : document);
            }
        }
        int tokens = tokens(order);
        out.putObject("usage").put("total_tokens", tokens);
        return Annex.json(out, order, tokens);
    }

    /// Cohere's `POST /v2/rerank`.
    static Reply cohere(Order order, ModelName model, Behaviour behaviour) {
        order.only(behaviour, Set.of("model query documents top_n max_tokens_per_doc priority".split(" ", -1)));
        order.texts("documents", MOST);
        ObjectNode out = Json.object().put("id", order.requestId());
        ArrayNode results = out.putArray("results");
        hits(order, "top_n")
                .forEach(hit -> results.addObject().put("index", hit.index()).put("relevance_score", hit.score()));
        ObjectNode meta = out.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        int documents = order.body().path("documents").size();
        meta.putObject("billed_units").put("search_units", (documents + SEARCH - 1) / SEARCH);
        return Annex.json(out, order, tokens(order));
    }

    private static List<Hit> hits(Order order, String most) {
        List<String> words =
                List.of(order.text("query").toLowerCase(Locale.ROOT).split("\\W+", -1));
        List<Hit> hits = new ArrayList<>();
        for (JsonNode document : order.list("documents", MOST)) {
            String text = text(document).toLowerCase(Locale.ROOT);
            long shared = words.stream().filter(text::contains).count();
            hits.add(new Hit(hits.size(), Math.round(1000.0 * shared / words.size()) / 1000.0));
        }
        int wanted = order.number(most, 1, Integer.MAX_VALUE).orElse(hits.size());
        hits.sort((a, b) -> Double.compare(b.score(), a.score()));
        return hits.subList(0, Math.min(wanted, hits.size()));
    }

    private static String text(JsonNode document) {
        return document.isString()
                ? document.stringValue()
                : document.path("text").asString("");
    }

    private static int tokens(Order order) {
        int query = Tokens.count(order.text("query"));
        int tokens = 0;
        for (JsonNode document : order.body().path("documents")) {
            tokens += query + Tokens.count(text(document));
        }
        return tokens;
    }
}
