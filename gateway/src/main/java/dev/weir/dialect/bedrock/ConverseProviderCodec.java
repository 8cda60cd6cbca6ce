package dev.weir.dialect.bedrock;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.EventStreamReader;
import dev.weir.wire.FrameReader;
import java.nio.charset.StandardCharsets;

/// Amazon Bedrock's Converse and ConverseStream. The model stands in the path, and streams are binary messages.
public final class ConverseProviderCodec implements ProviderCodec {
    public static final String DIALECT = "bedrock-converse";

    /// Whose seal the thoughts bear: of Bedrock's models only Claude signs them, and as it does at Anthropic.
    static final String ISSUER = "anthropic";

    private static final String UNRESERVED = "-._~";

    @Override
    public String dialect() {
        return DIALECT;
    }

    /// An inference profile's ARN holds slashes and colons, which are all encoded.
    @Override
    public String path(String model, Delivery delivery) {
        return pathOf(model, delivery == Delivery.WHOLE ? "converse" : "converse-stream");
    }

    static String pathOf(String model, String method) {
        return "/model/" + segment(model) + "/" + method;
    }

    private static String segment(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    @Override
    public FrameReader reader(int limit) {
        return new EventStreamReader(limit);
    }

    @Override
    public Encoded encode(ChatRequest request, Traits traits) {
        return new RequestWriter(request, traits).write();
    }

    @Override
    public Answer decode(byte[] body) {
        return AnswerReader.read(body);
    }

    @Override
    public StreamDecoder decoder() {
        return new ConverseStreamDecoder();
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return BedrockErrors.read(status, headers, body);
    }
}
