package dev.weir.dialect.rerank;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Fields;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request to order documents by what they have to say to a query.
///
/// @param most how many are wanted, or null for all
/// @param show whether the documents stand in the answer; null is the provider's custom
/// @param cut whether documents that are too long are cut; null is the provider's custom
/// @param tokens most tokens that are read of a document, or null
/// @param left fields that only the client's own dialect has a word for
record RankRequest(
        String query,
        List<Document> documents,
        @Nullable Integer most,
        @Nullable Boolean show,
        @Nullable Boolean cut,
        @Nullable Integer tokens,
        List<Loss> left) {
    RankRequest {
        documents = List.copyOf(documents);
        left = List.copyOf(left);
    }

    /// A document as the client wrote it, and its text.
    ///
    /// @param text null where it has none (a picture)
    record Document(JsonNode raw, @Nullable String text) {}

    /// Reads a request of any of the dialects: their words do not contradict one another.
    static RankRequest read(ObjectNode body, String dialect) {
        Fields fields = new Fields(body, "", dialect, Fields.Mode.STRICT);
        fields.skip("model");
        String query = fields.text("query");
        if (query == null) {
            throw OpenAiRejection.missing("/query");
        }
        List<Document> documents = documents(fields.array("documents"));
        Integer most = fields.integer("top_n");
        if (most == null) {
            most = fields.integer("top_k");
        }
        if (most != null && most < 1) {
            throw OpenAiRejection.range("/top_n", "integer", 1, Integer.MAX_VALUE, most);
        }
        Boolean show = fields.flag("return_documents");
        Boolean cut = fields.flag("truncation");
        Integer tokens = fields.integer("max_tokens_per_doc");
        return new RankRequest(query, documents, most, show, cut, tokens, left(fields));
    }

    private static List<Document> documents(@Nullable ArrayNode documents) {
        if (documents == null) {
            throw OpenAiRejection.missing("/documents");
        }
        if (documents.isEmpty()) {
            throw OpenAiRejection.empty("/documents", "array");
        }
        List<Document> out = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode document = documents.get(i);
            if (document.isString()) {
                out.add(new Document(document, document.stringValue()));
            } else if (document.isObject()) {
                JsonNode text = document.path("text");
                out.add(new Document(document, text.isString() ? text.stringValue() : null));
            } else {
                throw new Fields.WrongType("/documents/" + i, "a string or an object", document);
            }
        }
        return out;
    }

    private static List<Loss> left(Fields fields) {
        Extras rest = fields.rest();
        List<Loss> out = new ArrayList<>();
        rest.fields()
                .keySet()
                .forEach(name ->
                        out.add(new Loss("/" + name, Verdict.DROPPED, "only the client's own dialect has this field")));
        return out;
    }
}
