package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a search found as Gemini's groundingMetadata; ranges are in UTF-8 bytes.
final class GeminiGrounding {

    private GeminiGrounding() {}

    static Optional<ObjectNode> of(Answer answer) {
        List<Source> found = new ArrayList<>();
        ArrayNode queries = Json.array();
        ArrayNode supports = Json.array();
        int at = 0;
        for (Piece piece : answer.pieces()) {
            if (piece instanceof Piece.Search(String query, var sources)) {
                queries.add(query);
                found.addAll(sources);
            } else if (piece instanceof Piece.Text(String text, var source)) {
                int end = at + GeminiWriter.bytes(text);
                if (source.isPresent()) {
                    supports.add(support(at, end, text, found.indexOf(source.get())));
                }
                at = end;
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ArrayNode chunks = Json.array();
        for (Source source : found) {
            ObjectNode web = Json.object().put("uri", source.url()).put("title", source.title());
            chunks.add(Json.object().set("web", web));
        }
        ObjectNode grounding = Json.object();
        grounding.set("searchEntryPoint", Json.object().put("renderedContent", "<div>simulated search</div>"));
        grounding.set("groundingChunks", chunks);
        grounding.set("groundingSupports", supports);
        grounding.set("webSearchQueries", queries);
        return Optional.of(grounding);
    }

    private static ObjectNode support(int start, int end, String text, int chunk) {
        ObjectNode segment = Json.object();
        if (start > 0) {
            segment.put("startIndex", start);
        }
        segment.put("endIndex", end).put("text", text);
        ObjectNode support = Json.object();
        support.set("segment", segment);
        support.putArray("groundingChunkIndices").add(chunk);
        return support;
    }
}
