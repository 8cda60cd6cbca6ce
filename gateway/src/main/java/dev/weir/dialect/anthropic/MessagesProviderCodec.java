package dev.weir.dialect.anthropic;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Traits;
import dev.weir.chat.Vocabulary;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.FrameReader;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic Messages, as Anthropic and the servers compatible with it speak it.
///
/// Authentication, the `anthropic-version` header and the shapes that clouds wrap round the body (Bedrock, Vertex) are
/// the provider row's business; the two API versions do not differ in anything that a codec sees.
public final class MessagesProviderCodec implements ProviderCodec {
    public static final String DIALECT = "anthropic-messages";

    private final String issuer;

    /// Speaks to Anthropic's own models.
    public MessagesProviderCodec() {
        this("anthropic");
    }

    /// @param issuer whose seal the thoughts of this server bear: a block that MiniMax signed does not hold at
    /// Anthropic
    public MessagesProviderCodec(String issuer) {
        this.issuer = issuer;
    }

    /// The values of the `anthropic-beta` header that a body needs, in order.
    public static SortedSet<String> betas(ObjectNode body) {
        return Betas.of(body);
    }

    @Override
    public String dialect() {
        return DIALECT;
    }

    @Override
    public Vocabulary vocabulary() {
        return MessagesVocabulary.WORDS;
    }

    @Override
    public String seals() {
        return issuer;
    }

    @Override
    public ProviderCodec sealedBy(String other) {
        return new MessagesProviderCodec(other);
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/messages";
    }

    /// `anthropic-beta`, where the body needs one.
    @Override
    public Map<String, String> headers(ObjectNode body) {
        SortedSet<String> betas = betas(body);
        return betas.isEmpty() ? Map.of() : Map.of("anthropic-beta", String.join(",", betas));
    }

    /// JSON without a schema is nothing that Anthropic enforces.
    @Override
    public boolean enforces(OutputShape shape, Traits traits) {
        return !(shape instanceof OutputShape.JsonObject) && ProviderCodec.super.enforces(shape, traits);
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return new RequestEncoder(request, traits, issuer).encode();
    }

    @Override
    public Answer decode(byte[] body) {
        return AnswerReader.read(body, issuer);
    }

    @Override
    public StreamDecoder decoder() {
        return new MessagesDecoder(issuer);
    }

    @Override
    public FrameReader reader(int limit, @Nullable String type) {
        return InvokeReader.reads(type) ? new InvokeReader(limit) : reader(limit);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return Errors.read(status, headers, body);
    }
}
