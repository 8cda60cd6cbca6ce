package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Asked.Framing;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where Gemini's clients come in: `/v1beta/models/{model}:{method}`, and the same under `/v1`. A model's name may hold
/// slashes, plain or percent-encoded.
///
/// Those that speak to Vertex AI come in at `/v1beta1/projects/{p}/locations/{l}/publishers/{publisher}/models/…`, or
/// without a project: of Google's publisher the model is named alone, of any other it is `publisher/model`, which is
/// what Google's SDKs make such a path of.
public final class GeminiPaths implements Paths {
    private static final String BETA = "/v1beta/";
    private static final String VERTEX = "/v1beta1/";
    private static final String PROJECTS = "projects/";
    private static final String PUBLISHERS = "publishers/";
    private static final String MODELS = "models";
    private static final String TUNED = "tunedModels/";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        boolean beta = path.startsWith(BETA);
        boolean vertex = path.startsWith(VERTEX);
        if (!beta && !vertex && !path.startsWith("/v1/")) {
            return null;
        }
        String below = path.substring(beta ? BETA.length() : vertex ? VERTEX.length() : "/v1/".length());
        if (below.startsWith(PROJECTS) || below.startsWith(PUBLISHERS)) {
            return published(below, query);
        }
        if (vertex) {
            return Purpose.Unserved.HERE;
        }
        if (below.startsWith(MODELS + "/") || below.startsWith(TUNED)) {
            return model(below, beta, query);
        }
        if (below.equals(MODELS)) {
            return beta || hasKey(query) ? Purpose.Models.LIST : null;
        }
        return beta && !isStored(below) ? Purpose.Unserved.HERE : null;
    }

    /// Whether this is what Google keeps for its customers, which is another dialect's.
    private static boolean isStored(String below) {
        return below.startsWith("cachedContents") || below.startsWith("files");
    }

    /// A model of a publisher's, as Vertex AI has it.
    private static Purpose published(String below, @Nullable String query) {
        int publishers = below.startsWith(PUBLISHERS) ? 0 : below.indexOf("/" + PUBLISHERS) + 1;
        int from = publishers + PUBLISHERS.length();
        int to = below.indexOf("/" + MODELS + "/", from);
        if (below.startsWith(PROJECTS) && publishers == 0 || to <= from || below.indexOf('/', from) < to) {
            return Purpose.Unserved.HERE;
        }
        String publisher = below.substring(from, to);
        String name = below.substring(to + MODELS.length() + 2);
        String named = publisher.equals("google") ? name : publisher + "/" + name;
        Purpose purpose = model(MODELS + "/" + named, true, query);
        return purpose == null || purpose instanceof Purpose.Model ? Purpose.Unserved.HERE : purpose;
    }

    private static @Nullable Purpose model(String below, boolean beta, @Nullable String query) {
        int from = below.startsWith(TUNED) ? 0 : MODELS.length() + 1;
        int colon = below.lastIndexOf(':');
        String method = colon < from ? "" : below.substring(colon + 1);
        Delivery delivery = switch (method) {
            case "generateContent" -> Delivery.WHOLE;
            case "streamGenerateContent" -> Delivery.STREAM_WITH_USAGE;
            default -> null;
        };
        if (delivery != null) {
            // A whole answer is one object, whatever `alt` says.
            Framing framing = delivery == Delivery.WHOLE || has(query, "alt=sse") ? Framing.EVENTS : Framing.LIST;
            return new Purpose.Answer(new Asked(Paths.decoded(below.substring(from, colon)), delivery, framing));
        }
        if (method.equals("embedContent") || method.equals("batchEmbedContents")) {
            // Another dialect's: that of vectors.
            return null;
        }
        if (method.equals("countTokens")) {
            return new Purpose.Count(new Asked(Paths.decoded(below.substring(from, colon)), Delivery.WHOLE));
        }
        if (isMethod(method)) {
            return Purpose.Unserved.HERE;
        }
        return beta || hasKey(query) ? new Purpose.Model(Paths.decoded(below.substring(from))) : null;
    }

    /// Whether what stands behind a colon is a method: names of models have colons, too.
    private static boolean isMethod(String word) {
        return switch (word) {
            case "asyncBatchEmbedContent", "batchGenerateContent", "generateAnswer", "predict", "predictLongRunning" ->
                true;
            default -> false;
        };
    }

    private static boolean hasKey(@Nullable String query) {
        return has(query, "key=");
    }

    private static boolean has(@Nullable String query, String parameter) {
        return query != null && (query.startsWith(parameter) || query.contains("&" + parameter));
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return headers.get("x-goog-api-key") != null || headers.get("x-goog-api-client") != null;
    }

    @Override
    public String served() {
        return "POST /v1beta/models/{model}:generateContent, :streamGenerateContent and :countTokens (the base URL of a"
                + " Google SDK has no version)";
    }
}
