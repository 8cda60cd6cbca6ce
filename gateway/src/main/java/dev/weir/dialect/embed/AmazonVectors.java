package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Json;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.embed.EmbedProvider.Cannot;
import dev.weir.dialect.embed.EmbedRequest.Input;
import dev.weir.dialect.embed.EmbedRequest.Task;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The forms of Amazon's own models of vectors: Titan's for texts, Titan's for a text and a picture together, Nova's
/// for a text or a picture. Each makes one vector a request.
final class AmazonVectors {
    private static final String NOVA_TEXT = "/singleEmbeddingParams/text";

    private AmazonVectors() {}

    static ObjectNode titan(EmbedRequest request, Consumer<Loss> losses) {
        only(request, "Titan");
        ObjectNode out = Json.object()
                .put("inputText", EmbedProvider.texts(request, "Titan", losses).getFirst());
        if (request.dimensions() != null) {
            out.put("dimensions", request.dimensions());
        }
        untold(request, losses);
        return out;
    }

    /// A text, a picture, or one of each, whose vectors Titan averages.
    static ObjectNode titanPictures(EmbedRequest request, Consumer<Loss> losses) {
        Content content = Content.of(only(request, "Titan"), "Titan", losses);
        ObjectNode out = Json.object();
        if (content.text != null) {
            out.put("inputText", content.text);
        }
        if (content.picture != null) {
            out.put("inputImage", content.picture.base64());
        }
        if (request.dimensions() != null) {
            out.putObject("embeddingConfig").put("outputEmbeddingLength", request.dimensions());
        }
        untold(request, losses);
        return out;
    }

    private static void untold(EmbedRequest request, Consumer<Loss> losses) {
        EmbedProvider.untold(request, "Titan", losses);
        EmbedProvider.uncut(request, "Titan", losses);
    }

    static ObjectNode nova(EmbedRequest request, Consumer<Loss> losses) {
        Input input = only(request, "Nova");
        Content content = Content.of(input, "Nova", losses);
        if (content.text != null && content.picture != null) {
            throw new Cannot(
                    "Nova makes a vector of a text or of a picture, not of both together. Send them one by one, or"
                            + " choose amazon.titan-embed-image-v1 or cohere.embed-v4:0.",
                    input.at());
        }
        ObjectNode out = Json.object().put("taskType", "SINGLE_EMBEDDING");
        ObjectNode asked = out.putObject("singleEmbeddingParams").put("embeddingPurpose", purpose(request, losses));
        if (request.dimensions() != null) {
            asked.put("embeddingDimension", request.dimensions());
        }
        if (content.text != null) {
            asked.putObject("text").put("truncationMode", cut(request, losses)).put("value", content.text);
        } else if (content.picture != null) {
            asked.putObject("image")
                    .put("format", content.picture.format())
                    .putObject("source")
                    .put("bytes", content.picture.base64());
            EmbedProvider.uncut(request, "Nova", losses);
        }
        return out;
    }

    private static String cut(EmbedRequest request, Consumer<Loss> losses) {
        if (request.truncation() == null) {
            losses.accept(new Loss(
                    NOVA_TEXT + "/truncationMode",
                    Verdict.ADDED,
                    "Nova wants to know what becomes of a text that is too long: an error"));
            return "NONE";
        }
        return switch (request.truncation()) {
            case NONE -> "NONE";
            case START -> "START";
            case END -> "END";
        };
    }

    private static String purpose(EmbedRequest request, Consumer<Loss> losses) {
        Task task = request.task();
        if (task == null) {
            losses.accept(new Loss(
                    "/singleEmbeddingParams/embeddingPurpose",
                    Verdict.ADDED,
                    "Nova wants to know what the vectors are for: GENERIC_INDEX"));
            return "GENERIC_INDEX";
        }
        return switch (task) {
            case DOCUMENT -> "GENERIC_INDEX";
            case QUERY -> "GENERIC_RETRIEVAL";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
            case QUESTION, FACT, CODE -> nearest(request, "GENERIC_RETRIEVAL", losses);
            case SIMILARITY, PICTURE -> nearest(request, "GENERIC_INDEX", losses);
        };
    }

    private static String nearest(EmbedRequest request, String purpose, Consumer<Loss> losses) {
        losses.accept(new Loss(
                request.aim().taskAt(), Verdict.COERCED, "Nova has no word for this use; the nearest is " + purpose));
        return purpose;
    }

    private static Input only(EmbedRequest request, String maker) {
        if (request.inputs().size() != 1) {
            throw new Cannot(
                    maker + " makes one vector a request, and this one has "
                            + request.inputs().size()
                            + " inputs. Send them one by one, or choose a model that takes many, such as"
                            + " cohere.embed-v4:0.",
                    request.inputs().getLast().at());
        }
        return request.inputs().getFirst();
    }

    /// A picture that is sent with the request.
    ///
    /// @param format `png`, `jpeg`, `gif` or `webp`
    private record Picture(String format, String base64) {
        static Picture of(String url, String maker, String at) {
            int comma = url.indexOf(";base64,");
            if (!url.startsWith("data:image/") || comma < 0) {
                throw new Cannot(
                        maker
                                + " embeds pictures that are sent with the request, not addresses of them. Send a data URL.",
                        at);
            }
            String format = url.substring("data:image/".length(), comma).toLowerCase(Locale.ROOT);
            return new Picture(format.equals("jpg") ? "jpeg" : format, url.substring(comma + ";base64,".length()));
        }
    }

    /// What becomes one vector.
    private record Content(@Nullable String text, @Nullable Picture picture) {
        static Content of(Input input, String maker, Consumer<Loss> losses) {
            return switch (input) {
                case EmbedRequest.Text text -> new Content(text.text(), null);
                case EmbedRequest.Tokens tokens -> throw EmbedProvider.tokens(tokens, maker);
                case EmbedRequest.Mixed mixed -> mixed(mixed, maker, losses);
            };
        }

        private static Content mixed(EmbedRequest.Mixed mixed, String maker, Consumer<Loss> losses) {
            List<String> pictures = mixed.pieces().stream()
                    .flatMap(piece -> Stream.ofNullable(piece.picture()))
                    .toList();
            if (pictures.size() > 1) {
                throw new Cannot(
                        maker + " makes a vector of one picture, and here are " + pictures.size()
                                + ". Send them one by one.",
                        mixed.at());
            }
            List<String> texts = mixed.pieces().stream()
                    .filter(piece -> piece.picture() == null)
                    .map(EmbedRequest.Piece::text)
                    .toList();
            if (texts.size() > 1) {
                losses.accept(new Loss(mixed.at(), Verdict.COERCED, "several texts are joined by line ends"));
            }
            return new Content(
                    texts.isEmpty() ? null : String.join("\n", texts),
                    pictures.isEmpty() ? null : Picture.of(pictures.getFirst(), maker, mixed.at()));
        }
    }

    /// Whether an answer is Titan's, `{"embedding"}`, or Nova's, `{"embeddings":[{"embedding"}]}`.
    static boolean areThese(JsonNode body) {
        return body.has("embedding") || body.at("/embeddings/0").has("embedding");
    }

    static EmbedAnswer read(JsonNode body, Consumer<Loss> losses) {
        if (body.get("embeddings") instanceof ArrayNode several) {
            Leftover.tell(body, "", "embeddings", losses);
            List<Vector> vectors = several.valueStream()
                    .map(each -> Vector.of(each.path("embedding")))
                    .toList();
            for (int i = 0; i < several.size(); i++) {
                Leftover.tell(several.get(i), "/embeddings/" + i, "embedding embeddingType", losses);
            }
            return new EmbedAnswer(vectors, null);
        }
        Leftover.tell(body, "", "embedding embeddingsByType inputTextTokenCount", losses);
        Leftover.tell(body.path("embeddingsByType"), "/embeddingsByType", "float", losses);
        JsonNode count = Json.object().set("inputTextTokenCount", body.path("inputTextTokenCount"));
        return new EmbedAnswer(List.of(Vector.of(body.path("embedding"))), PlainUsage.read(count));
    }
}
