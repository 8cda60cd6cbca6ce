package dev.weir.dialect;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Traits;
import dev.weir.chat.Vocabulary;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One wire format as a provider speaks it.
public interface ProviderCodec {
    /// The dialect's id, as in the catalog: `openai-chat`, `openai-responses`, `anthropic-messages`, `gemini`,
    /// `cohere-chat`, `bedrock-converse`.
    String dialect();

    /// Where the bodies of this dialect say what a request may say.
    default Vocabulary vocabulary() {
        return Vocabulary.NONE;
    }

    /// Path (and query) below the base URL, its version segment already in the base URL: `/chat/completions`,
    /// `/messages`, `/models/gemini-2.5-pro:generateContent`.
    String path(String model, Delivery delivery);

    /// Headers that a body of this dialect needs beside it, by lower-case name.
    default Map<String, String> headers(ObjectNode body) {
        return Map.of();
    }

    /// Whose seals this codec takes those of its hosts for, or empty where they say it themselves.
    default String seals() {
        return "";
    }

    /// The same codec for hosts whose answers bear another issuer's seals.
    default ProviderCodec sealedBy(String issuer) {
        return this;
    }

    /// Whether a target with these traits holds its answer to a form. Where not, `encode` asks for the form in words,
    /// and somebody else must check the answer.
    default boolean enforces(OutputShape shape, Traits traits) {
        return switch (shape) {
            case OutputShape.Free _, OutputShape.JsonObject _ -> true;
            case OutputShape.JsonSchema _ -> traits.structuredOutput() != Traits.Support.NO;
        };
    }

    /// Whether an answer of a target with these traits has its form without anybody looking at it. Of a target of
    /// which nothing is known the form is asked for in the dialect's own words, and the answer checked.
    default boolean warrants(OutputShape shape, Traits traits) {
        return shape instanceof OutputShape.Free
                || traits.structuredOutput() == Traits.Support.YES && enforces(shape, traits);
    }

    Encoded encode(ChatRequest request, Traits traits);

    /// Reads an unstreamed body that came with a 2xx status.
    Answer decode(byte[] body);

    StreamDecoder decoder();

    /// Begins to read the stream of a request for several answers: a cut between two of them is one, in a dialect where
    /// they may come one behind the other.
    default StreamDecoder decoder(int choices) {
        return decoder();
    }

    /// What cuts a stream into frames: server-sent events, unless the dialect has its own.
    ///
    /// @param limit most bytes of one frame
    default FrameReader reader(int limit) {
        return new SseReader(limit);
    }

    /// The same for an answer of a content type.
    default FrameReader reader(int limit, @Nullable String type) {
        return reader(limit);
    }

    /// How an answer comes in several legs, or null where each is given at once.
    default @Nullable Legs legs() {
        return null;
    }

    /// Reads a body that came with another status.
    Failure error(int status, Headers headers, byte[] body);
}
