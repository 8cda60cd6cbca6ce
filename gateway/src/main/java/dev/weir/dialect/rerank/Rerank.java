package dev.weir.dialect.rerank;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Usage;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.InvokeModel;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The dialects of ranking.
public enum Rerank implements Paths {
    /// Jina's, which Together, vLLM and many others share, and Cohere's first version with it.
    JINA("jina-rerank", "/v1/rerank"),
    /// Cohere's second version.
    COHERE("cohere-rerank", "/v2/rerank"),
    /// Voyage's: `top_k` for `top_n`, and `data` for `results`. Nobody asks for it here, for Jina's path is the same.
    VOYAGE("voyage-rerank", ""),
    /// Cohere's second version behind Bedrock's InvokeModel. Nobody asks for it here.
    BEDROCK("bedrock-rerank", "");

    private final String dialect;
    private final String path;

    Rerank(String dialect, String path) {
        this.dialect = dialect;
        this.path = path;
    }

    public String dialect() {
        return dialect;
    }

    /// What is passed on as it is.
    public ByteLane lane() {
        return new RankLane(this);
    }

    /// What goes to a provider of another dialect.
    public Bridge bridge() {
        return new RankBridge(this);
    }

    @Override
    public @Nullable Purpose at(String asked, @Nullable String query) {
        return asked.equals(path) ? Purpose.Answer.BY_BODY : null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST " + path;
    }

    /// Path below a provider's base URL.
    String below(String model) {
        return this == BEDROCK ? InvokeModel.path(model) : "/rerank";
    }

    /// What the headers of an answer say of its usage, for a body that says nothing of it.
    @Nullable
    Usage usage(Headers headers) {
        return this == BEDROCK ? InvokeModel.usage(headers) : null;
    }

    /// Reads a provider's body that came with another status than 2xx.
    Failure error(int status, Headers headers, byte[] body) {
        return this == BEDROCK ? BedrockErrors.read(status, headers, body) : OpenAiErrors.read(status, headers, body);
    }

    private ObjectNode addressed(String model) {
        if (this != BEDROCK) {
            return Json.object().put("model", model);
        }
        if (!model.contains("cohere.rerank")) {
            throw new RankBridge.Cannot(
                    "Bedrock has another form for each maker's rankings, and the id `" + model
                            + "` tells none that is known here. Choose cohere.rerank-v3-5:0.",
                    null);
        }
        return Json.object().put("api_version", 2);
    }

    /// A request as a provider of this dialect wants it.
    ObjectNode request(RankRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = addressed(model).put("query", request.query());
        ArrayNode documents = out.putArray("documents");
        for (RankRequest.Document document : request.documents()) {
            documents.add(document(document, documents.size(), losses));
        }
        if (request.most() != null) {
            out.put(this == VOYAGE ? "top_k" : "top_n", request.most());
        }
        if (request.show() != null && this != COHERE && this != BEDROCK) {
            // The gateway puts the documents into the answer itself, as the client sent them.
            out.put("return_documents", false);
        }
        if (request.cut() != null) {
            if (this == VOYAGE) {
                out.put("truncation", request.cut());
            } else {
                losses.accept(new Loss("/truncation", Verdict.DROPPED, "the provider has no word for cutting"));
            }
        }
        if (request.tokens() != null) {
            if (this == COHERE || this == BEDROCK) {
                out.put("max_tokens_per_doc", request.tokens());
            } else {
                losses.accept(new Loss(
                        "/max_tokens_per_doc", Verdict.DROPPED, "the provider has no word for cutting by tokens"));
            }
        }
        return out;
    }

    private JsonNode document(RankRequest.Document document, int at, Consumer<Loss> losses) {
        String text = document.text();
        if (document.raw().isString() || this == JINA) {
            return document.raw();
        }
        if (text == null) {
            throw new RankBridge.Cannot(
                    "The document at /documents/" + at
                            + " has no text, and the provider of this model ranks texts alone.",
                    "/documents/" + at);
        }
        if (document.raw().size() > 1) {
            losses.accept(new Loss(
                    "/documents/" + at, Verdict.COERCED, "of the document's fields the provider reads its text alone"));
        }
        return Json.string(text);
    }

    /// An answer as a client of this dialect reads it.
    ObjectNode answer(RankAnswer answer, RankRequest request, Identity identity) {
        ObjectNode out = Json.object();
        if (this == JINA) {
            out.put("object", "list").put("model", identity.model());
        }
        out.put("id", identity.id());
        ArrayNode results = out.putArray("results");
        for (RankAnswer.Hit hit : answer.hits()) {
            ObjectNode result = results.addObject().put("index", hit.index());
            result.set("relevance_score", hit.score());
            // Where the client did not say, it gets what the provider gave.
            boolean shown = request.show() == null ? hit.document() != null : request.show();
            if (shown && (this != COHERE || request.show() != null)) {
                JsonNode raw = request.documents().get(hit.index()).raw();
                result.set("document", raw.isString() ? Json.object().set("text", raw) : raw);
            }
        }
        if (this == JINA && answer.usage() != null) {
            long tokens = answer.usage().total();
            out.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        }
        if (this == COHERE || answer.searches() != null) {
            ObjectNode meta = out.putObject("meta");
            meta.putObject("api_version").put("version", this == COHERE ? "2" : "1");
            if (answer.searches() != null) {
                meta.putObject("billed_units").set("search_units", answer.searches());
            } else if (answer.usage() != null) {
                meta.putObject("billed_units")
                        .put("input_tokens", answer.usage().total());
            }
        }
        return out;
    }
}
