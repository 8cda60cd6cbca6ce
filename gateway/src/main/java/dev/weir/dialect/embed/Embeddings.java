package dev.weir.dialect.embed;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// The ways that clients ask for vectors.
public enum Embeddings implements Paths {
    OPENAI(OpenAiEmbeddings.DIALECT, "/v1/embeddings"),
    COHERE(CohereEmbed.DIALECT, "/v2/embed"),
    GEMINI(GeminiEmbeddings.DIALECT, ":embedContent"),
    GEMINI_BATCH(GeminiEmbeddings.DIALECT, ":batchEmbedContents");

    private final String dialect;
    private final String path;

    Embeddings(String dialect, String path) {
        this.dialect = dialect;
        this.path = path;
    }

    public String dialect() {
        return dialect;
    }

    /// What is passed on as it is.
    public ByteLane lane() {
        return new EmbedLane(this);
    }

    /// What goes to a provider of another dialect.
    public Bridge bridge() {
        return new EmbedBridge(
                switch (this) {
                    case OPENAI -> new OpenAiEmbeddings();
                    case COHERE -> new CohereEmbed();
                    case GEMINI -> new GeminiEmbeddings(GeminiEmbeddings.Batch.ONE);
                    case GEMINI_BATCH -> new GeminiEmbeddings(GeminiEmbeddings.Batch.MANY);
                });
    }

    boolean isGoogles() {
        return switch (this) {
            case OPENAI, COHERE -> false;
            case GEMINI, GEMINI_BATCH -> true;
        };
    }

    /// Path below a provider's base URL.
    String below(String model) {
        return switch (this) {
            case OPENAI -> "/embeddings";
            case COHERE -> "/embed";
            case GEMINI -> GeminiEmbeddings.path(model, GeminiEmbeddings.Batch.ONE);
            case GEMINI_BATCH -> GeminiEmbeddings.path(model, GeminiEmbeddings.Batch.MANY);
        };
    }

    @Override
    public @Nullable Purpose at(String asked, @Nullable String query) {
        if (!isGoogles()) {
            return asked.equals(path) ? Purpose.Answer.BY_BODY : null;
        }
        if (!asked.endsWith(path)) {
            return null;
        }
        for (String before : new String[] {"/v1beta/models/", "/v1/models/"}) {
            if (asked.startsWith(before)) {
                String model = Paths.decoded(asked.substring(before.length(), asked.length() - path.length()));
                return new Purpose.Answer(new Asked(model, Delivery.WHOLE));
            }
        }
        return null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return isGoogles() ? "POST /v1beta/models/{model}" + path : "POST " + path;
    }
}
