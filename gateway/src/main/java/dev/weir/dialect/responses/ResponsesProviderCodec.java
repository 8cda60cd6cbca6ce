package dev.weir.dialect.responses;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.chat.Vocabulary;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.ShapeWords;
import dev.weir.dialect.StreamDecoder;

/// OpenAI's Responses API as OpenAI and compatible hosts speak it, for clients of other dialects.
public final class ResponsesProviderCodec implements ProviderCodec {
    private final String issuer;

    /// Speaks to OpenAI's own models.
    public ResponsesProviderCodec() {
        this("openai");
    }

    /// @param issuer whose seal the reasoning of this host bears
    public ResponsesProviderCodec(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public String dialect() {
        return ResponsesClientCodec.DIALECT;
    }

    @Override
    public Vocabulary vocabulary() {
        return ResponsesVocabulary.WORDS;
    }

    @Override
    public String seals() {
        return issuer;
    }

    @Override
    public ProviderCodec sealedBy(String other) {
        return new ResponsesProviderCodec(other);
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/responses";
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return enforces(request.output(), traits)
                ? new ResponsesRequestWriter(request, traits).write()
                : ShapeWords.encode(request, asked -> new ResponsesRequestWriter(asked, traits).write());
    }

    @Override
    public Answer decode(byte[] body) {
        return ResponseReader.read(body, issuer);
    }

    @Override
    public StreamDecoder decoder() {
        return new ResponsesStreamDecoder(issuer);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }
}
