package dev.weir.dialect.gemini;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.chat.Vocabulary;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.Legs;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.ShapeWords;
import dev.weir.dialect.StreamDecoder;
import java.util.List;

/// Gemini `generateContent` and `streamGenerateContent`, as the Developer API (`/v1`, `/v1beta`) and Vertex AI
/// (`…/publishers/google`) speak it.
public final class GeminiProviderCodec implements ProviderCodec {
    static final String DIALECT = "gemini";

    /// Who seals: thought signatures hold across Google's services.
    static final String ISSUER = "google";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Vocabulary vocabulary() {
        return GeminiVocabulary.WORDS;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return ModelPath.of(model, delivery);
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return enforces(request.output(), traits)
                ? RequestEncoder.encode(request, traits)
                : ShapeWords.encode(request, asked -> RequestEncoder.encode(asked, traits));
    }

    @Override
    public Answer decode(byte[] body) {
        return GeminiLegs.LEGS.decode(List.of(body));
    }

    @Override
    public Legs legs() {
        return GeminiLegs.LEGS;
    }

    @Override
    public StreamDecoder decoder() {
        return new GeminiStreamDecoder();
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return ErrorReader.failure(status, headers, Json.readOrNull(body, 0, body.length));
    }
}
