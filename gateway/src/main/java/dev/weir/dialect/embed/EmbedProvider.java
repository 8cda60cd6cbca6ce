package dev.weir.dialect.embed;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Usage;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.PlainUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One dialect of vectors as providers speak it.
interface EmbedProvider {
    String dialect();

    /// Path below the base URL.
    String path(String model);

    /// @throws Cannot when the dialect has no words for what becomes a vector
    ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses);

    /// @throws Vector.Unreadable when it is no answer
    EmbedAnswer decode(JsonNode body, Consumer<Loss> losses);

    /// What the headers of an answer say of its usage, for a body that says nothing of it.
    default @Nullable Usage usage(Headers headers) {
        return null;
    }

    /// Reads a body that came with another status than 2xx.
    default Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    /// The dialect cannot say it.
    final class Cannot extends RuntimeException {
        private final transient Failure failure;

        Cannot(String message, @Nullable String at) {
            super(message);
            this.failure = new Failure.Unsupported(message, at);
        }

        Failure failure() {
            return failure;
        }
    }

    /// The texts of all inputs; a mixed one without pictures is joined.
    static List<String> texts(EmbedRequest request, String provider, Consumer<Loss> losses) {
        List<String> out = new ArrayList<>();
        for (EmbedRequest.Input input : request.inputs()) {
            switch (input) {
                case EmbedRequest.Text text -> out.add(text.text());
                case EmbedRequest.Tokens tokens -> throw tokens(tokens, provider);
                case EmbedRequest.Mixed mixed -> {
                    if (mixed.hasPictures()) {
                        throw pictures(mixed, provider);
                    }
                    losses.accept(new Loss(mixed.at(), Verdict.COERCED, "several texts are joined by line ends"));
                    out.add(mixed.text());
                }
            }
        }
        return out;
    }

    static Cannot tokens(EmbedRequest.Tokens tokens, String provider) {
        return new Cannot(
                provider + " embeds no token ids, for its tokeniser is another. Send the text instead.", tokens.at());
    }

    static Cannot pictures(EmbedRequest.Mixed mixed, String provider) {
        return new Cannot(
                provider + " embeds no pictures in this dialect. Choose a model of another provider.", mixed.at());
    }

    static void untold(EmbedRequest request, String provider, Consumer<Loss> losses) {
        if (request.task() != null) {
            losses.accept(new Loss(
                    request.aim().taskAt(),
                    Verdict.DROPPED,
                    provider + " is not told what the vectors are for: "
                            + request.task().name().toLowerCase(java.util.Locale.ROOT)));
        }
    }

    static void uncut(EmbedRequest request, String provider, Consumer<Loss> losses) {
        if (request.truncation() != null) {
            losses.accept(new Loss(
                    request.aim().truncationAt(), Verdict.DROPPED, provider + " has no word for cutting inputs"));
        }
    }

    /// OpenAI's shape, which many share: `data`, with `embedding` and `index` in each.
    static EmbedAnswer data(JsonNode body, Consumer<Loss> losses) {
        if (!(body.get("data") instanceof ArrayNode data)) {
            throw new Vector.Unreadable("it has no data");
        }
        List<@Nullable Vector> vectors = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            vectors.add(null);
        }
        for (int i = 0; i < data.size(); i++) {
            int index = data.get(i).path("index").asInt(i);
            if (index < 0 || index >= data.size() || vectors.get(index) != null) {
                throw new Vector.Unreadable("its vectors are not numbered one by one");
            }
            vectors.set(index, Vector.of(data.get(i).path("embedding")));
            Leftover.tell(data.get(i), "/data/" + i, "object index embedding", losses);
        }
        Leftover.tell(body, "", "object data model usage id created", losses);
        List<Vector> whole = new ArrayList<>();
        for (Vector vector : vectors) {
            if (vector != null) {
                whole.add(vector);
            }
        }
        return new EmbedAnswer(whole, PlainUsage.read(body.path("usage")));
    }

    static ArrayNode array(List<String> texts) {
        ArrayNode out = Json.array();
        texts.forEach(out::add);
        return out;
    }
}
