package dev.weir.dialect.embed;

import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.Paths;
import dev.weir.dialect.PlainUsage;
import dev.weir.dialect.embed.EmbedRequest.Encoding;
import dev.weir.dialect.embed.EmbedRequest.Input;
import dev.weir.dialect.embed.EmbedRequest.Piece;
import dev.weir.dialect.embed.EmbedRequest.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gemini's `:embedContent` and `:batchEmbedContents`. Providers are always asked for a batch.
final class GeminiEmbeddings implements EmbedClient, EmbedProvider {
    static final String DIALECT = "gemini-embeddings";

    /// How many inputs a request of a client holds.
    enum Batch {
        ONE,
        MANY
    }

    private final Batch batch;

    GeminiEmbeddings(Batch batch) {
        this.batch = batch;
    }

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public String path(String model) {
        return path(model, Batch.MANY);
    }

    static String path(String model, Batch batch) {
        String name = model.startsWith("models/") ? model.substring("models/".length()) : model;
        return "/models/" + Paths.encoded(name) + (batch == Batch.ONE ? ":embedContent" : ":batchEmbedContents");
    }

    @Override
    public EmbedRequest decode(ObjectNode body, Asked asked) {
        if (batch == Batch.ONE) {
            return one(new Fields(body, "", DIALECT, Fields.Mode.STRICT));
        }
        Fields fields = new Fields(body, "", DIALECT, Fields.Mode.STRICT);
        List<EmbedRequest> each =
                fields.objects("requests").stream().map(GeminiEmbeddings::one).toList();
        if (each.isEmpty()) {
            throw OpenAiRejection.missing("/requests");
        }
        EmbedRequest first = each.getFirst();
        List<Input> inputs = new ArrayList<>();
        List<Loss> left = new ArrayList<>(Leftover.of(fields));
        for (EmbedRequest request : each) {
            if (!Objects.equals(request.task(), first.task())
                    || !Objects.equals(request.dimensions(), first.dimensions())) {
                throw OpenAiRejection.said(
                        "The requests of a batch differ in taskType or outputDimensionality, which the provider of this"
                                + " model takes once for all. Send them apart.",
                        "/requests",
                        "INVALID_ARGUMENT");
            }
            inputs.addAll(request.inputs());
            left.addAll(request.left());
        }
        return new EmbedRequest(inputs, first.dimensions(), first.aim(), Encoding.FLOAT, left);
    }

    private static EmbedRequest one(Fields fields) {
        fields.skip("model");
        Fields content = fields.object("content");
        if (content == null) {
            throw OpenAiRejection.missing(fields.at() + "/content");
        }
        content.skip("role");
        List<Piece> pieces = new ArrayList<>();
        List<Loss> left = new ArrayList<>();
        for (Fields part : content.objects("parts")) {
            pieces.add(piece(part, left));
            left.addAll(Leftover.of(part));
        }
        if (pieces.isEmpty()) {
            throw OpenAiRejection.missing(content.at() + "/parts");
        }
        String task = either(fields, "taskType", "task_type");
        String taskAt = fields.at() + (fields.has("taskType") ? "/taskType" : "/task_type");
        String wide = fields.has("outputDimensionality") ? "outputDimensionality" : "output_dimensionality";
        Integer dimensions = fields.integer(wide);
        left.addAll(Leftover.of(content));
        left.addAll(Leftover.of(fields));
        return new EmbedRequest(
                List.of(EmbedRequest.Mixed.of(content.at() + "/parts", pieces)),
                dimensions,
                EmbedRequest.Aim.of(
                        "TASK_TYPE_UNSPECIFIED".equals(task) ? null : OpenAiEmbeddings.task(task, taskAt), taskAt),
                Encoding.FLOAT,
                left);
    }

    private static @Nullable String either(Fields fields, String camel, String snake) {
        String text = fields.text(camel);
        return text == null ? fields.text(snake) : text;
    }

    private static Piece piece(Fields part, List<Loss> left) {
        String text = part.text("text");
        if (text != null) {
            return new Piece(text, null);
        }
        Fields data = part.has("inlineData") ? part.object("inlineData") : part.object("inline_data");
        if (data != null) {
            String type = either(data, "mimeType", "mime_type");
            Piece piece = new Piece("", "data:" + type + ";base64," + data.text("data"));
            left.addAll(Leftover.of(data));
            return piece;
        }
        throw OpenAiRejection.said(
                "A part that is neither text nor inlineData cannot be embedded by the provider of this model.",
                part.at(),
                "INVALID_ARGUMENT");
    }

    @Override
    public ObjectNode encode(EmbedAnswer answer, EmbedRequest request, Identity identity) {
        ObjectNode out = Json.object();
        if (batch == Batch.ONE) {
            out.putObject("embedding").set("values", answer.vectors().getFirst().floats());
        } else {
            ArrayNode list = out.putArray("embeddings");
            answer.vectors().forEach(vector -> list.addObject().set("values", vector.floats()));
        }
        if (answer.usage() != null) {
            out.putObject("usageMetadata").put("promptTokenCount", answer.tokens());
        }
        return out;
    }

    @Override
    public ObjectNode encode(EmbedRequest request, String model, Consumer<Loss> losses) {
        ObjectNode out = Json.object();
        ArrayNode requests = out.putArray("requests");
        for (Input input : request.inputs()) {
            ObjectNode one = requests.addObject().put("model", "models/" + model);
            ArrayNode parts = one.putObject("content").putArray("parts");
            switch (input) {
                case EmbedRequest.Text text -> parts.addObject().put("text", text.text());
                case EmbedRequest.Tokens tokens -> throw EmbedProvider.tokens(tokens, "Gemini");
                case EmbedRequest.Mixed mixed -> mixed.pieces().forEach(piece -> part(parts, piece, mixed));
            }
            Task task = request.task();
            if (task != null && task.gemini() != null) {
                one.put("taskType", task.gemini());
            }
            if (request.dimensions() != null) {
                one.put("outputDimensionality", request.dimensions());
            }
        }
        if (request.task() != null && request.task().gemini() == null) {
            losses.accept(new Loss(request.aim().taskAt(), Verdict.DROPPED, "Gemini has no word for this use"));
        }
        EmbedProvider.uncut(request, "Gemini", losses);
        return out;
    }

    private static void part(ArrayNode parts, Piece piece, EmbedRequest.Mixed in) {
        String picture = piece.picture();
        if (picture == null) {
            parts.addObject().put("text", piece.text());
            return;
        }
        int comma = picture.indexOf(";base64,");
        if (!picture.startsWith("data:") || comma < 0) {
            throw new EmbedProvider.Cannot(
                    "Gemini embeds pictures that are sent with the request, not addresses of them. Send a data URL.",
                    in.at());
        }
        parts.addObject()
                .putObject("inlineData")
                .put("mimeType", picture.substring("data:".length(), comma))
                .put("data", picture.substring(comma + ";base64,".length()));
    }

    @Override
    public EmbedAnswer decode(JsonNode body, Consumer<Loss> losses) {
        List<Vector> vectors = new ArrayList<>();
        if (body.get("embedding") instanceof ObjectNode one) {
            vectors.add(Vector.of(one.path("values")));
            Leftover.tell(one, "/embedding", "values", losses);
        } else if (body.get("embeddings") instanceof ArrayNode many) {
            for (JsonNode each : many) {
                Leftover.tell(each, "/embeddings/" + vectors.size(), "values", losses);
                vectors.add(Vector.of(each.path("values")));
            }
        } else {
            throw new Vector.Unreadable("it has no embeddings");
        }
        Leftover.tell(body, "", "embedding embeddings usageMetadata", losses);
        return new EmbedAnswer(vectors, PlainUsage.read(body.path("usageMetadata")));
    }
}
