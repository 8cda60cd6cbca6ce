package dev.weir.dialect.openai;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.chat.UsageConvention;
import dev.weir.chat.Vocabulary;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.ShapeWords;
import dev.weir.dialect.StreamDecoder;

/// OpenAI Chat Completions as OpenAI and its many compatible hosts speak it, for clients of other dialects.
public final class ChatProviderCodec implements ProviderCodec {
    private final UsageConvention convention;

    public ChatProviderCodec() {
        this(UsageConvention.STANDARD);
    }

    /// @param convention how the host counts, where its totals do not tell
    public ChatProviderCodec(UsageConvention convention) {
        this.convention = convention;
    }

    @Override
    public String dialect() {
        return ChatClientCodec.DIALECT;
    }

    @Override
    public Vocabulary vocabulary() {
        return ChatVocabulary.WORDS;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/chat/completions";
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return enforces(request.output(), traits)
                ? new ChatRequestWriter(request, traits).write()
                : ShapeWords.encode(request, asked -> new ChatRequestWriter(asked, traits).write());
    }

    @Override
    public Answer decode(byte[] body) {
        return ChatResponseReader.read(body, convention);
    }

    @Override
    public StreamDecoder decoder() {
        return decoder(1);
    }

    @Override
    public StreamDecoder decoder(int choices) {
        return new ChatStreamDecoder(convention, choices);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }
}
