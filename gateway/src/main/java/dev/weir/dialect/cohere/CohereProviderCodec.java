package dev.weir.dialect.cohere;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.chat.Vocabulary;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.ShapeWords;
import dev.weir.dialect.StreamDecoder;

/// Cohere's `POST /v2/chat`, for clients of other dialects.
public final class CohereProviderCodec implements ProviderCodec {
    public static final String DIALECT = "cohere-chat";

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Vocabulary vocabulary() {
        return CohereVocabulary.WORDS;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/chat";
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return enforces(request.output(), traits)
                ? new RequestWriter(request, traits).write()
                : ShapeWords.encode(request, asked -> new RequestWriter(asked, traits).write());
    }

    @Override
    public Answer decode(byte[] body) {
        return AnswerReader.read(body);
    }

    @Override
    public StreamDecoder decoder() {
        return new CohereStreamDecoder();
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return CohereErrors.read(status, headers, body);
    }
}
