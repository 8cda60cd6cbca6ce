package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseClientCodec;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.openai.StrictFold;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.dialect.responses.StrictReader;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One wire format from both sides.
enum MatrixDialect {
    CHAT(new ChatClientCodec(), new ChatProviderCodec(), "google"),
    RESPONSES(new ResponsesClientCodec(), new ResponsesProviderCodec(), "openai"),
    MESSAGES(new MessagesClientCodec(), new MessagesProviderCodec(), "anthropic"),
    GEMINI(new GeminiClientCodec(), new GeminiProviderCodec(), "google"),
    COHERE(new CohereClientCodec(), new CohereProviderCodec(), ""),
    CONVERSE(new ConverseClientCodec(), new ConverseProviderCodec(), "anthropic");

    private static final Identity IDENTITY = new Identity("req_id", 1, "m");

    @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
    private final ClientCodec writer;

    @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
    private final ProviderCodec reader;

    final String issuer;

    MatrixDialect(ClientCodec writer, ProviderCodec reader, String issuer) {
        this.writer = writer;
        this.reader = reader;
        this.issuer = issuer;
    }

    /// A request as clients of this dialect write it.
    byte[] asked(ChatRequest request) {
        return Json.bytes(sent(request).body());
    }

    /// A request as it goes to providers of this dialect.
    Encoded sent(ChatRequest request) {
        return reader.encode(request, Traits.UNKNOWN.accepting(issuer));
    }

    /// A request as this dialect's own reader takes it.
    ChatRequest request(byte[] body) {
        Asked path = this == GEMINI || this == CONVERSE ? new Asked("m", Delivery.WHOLE) : Asked.NOTHING;
        Decoded decoded = writer.decode(body, path);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    byte[] whole(ChatResponse response, List<Loss> losses) {
        return writer.encode(response, IDENTITY, losses::add);
    }

    byte[] streamed(List<StreamEvent> events, List<Loss> losses) {
        ByteSink out = new ByteSink(256);
        StreamEncoder encoder = writer.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, losses::add);
        events.forEach(event -> encoder.event(event, out));
        return out.toBytes();
    }

    /// Reads a stream as the strictest SDK of the dialect does, where there is a reader that knows how.
    void readStrictly(byte[] stream) {
        switch (this) {
            case CHAT -> assertThat(StrictFold.of(stream).isDone()).isTrue();
            case RESPONSES -> assertThat(StrictReader.of(stream).isComplete()).isTrue();
            case MESSAGES, GEMINI, COHERE, CONVERSE -> {}
        }
    }

    /// What went wrong, as a provider of this dialect says it.
    Failure failure(int status, Map<String, String> headers, String body) {
        return reader.error(status, headers::get, body.getBytes(StandardCharsets.UTF_8));
    }

    /// What went wrong, as a client of this dialect hears it.
    ErrorReply reply(Failure failure) {
        return writer.error(failure);
    }

    ChatResponse read(byte[] body) {
        return ((Answer.Whole) reader.decode(body)).response();
    }

    /// The events of a stream that comes in pieces.
    List<StreamEvent> events(byte[] stream, int length, Random cuts) {
        return events(stream, length, cuts, 1);
    }

    /// @param choices how many were asked for
    List<StreamEvent> events(byte[] stream, int length, Random cuts, int choices) {
        List<StreamEvent> out = new ArrayList<>();
        StreamDecoder decoder = reader.decoder(choices);
        FrameReader frames = reader.reader(1 << 20);
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                decoder.frame(frame, out::add);
            }

            @Override
            public void unfinished(Frame frame) {}
        };
        try {
            for (int at = 0; at < length; ) {
                int next = Math.min(length, at + 1 + cuts.nextInt(40));
                frames.feed(Arrays.copyOfRange(stream, at, next), 0, next - at, sink);
                at = next;
            }
        } catch (FrameReader.Malformed e) {
            throw new AssertionError(e);
        }
        decoder.end(out::add);
        return out;
    }
}
