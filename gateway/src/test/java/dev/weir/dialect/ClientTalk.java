package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LeafAccounting;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What a client of one dialect is told, and what it says back: for the laws that hold in every dialect.
///
/// @param asked how its requests come in
public record ClientTalk(ClientCodec codec, Identity identity, Asked asked) {
    /// One whose requests come in a body that says everything.
    public ClientTalk(ClientCodec codec, Identity identity) {
        this(codec, identity, Asked.NOTHING);
    }

    /// An answer as a stream, whole.
    public byte[] stream(ChatResponse response, Delivery delivery, Consumer<Loss> losses) {
        return written(Answers.events(response), delivery, losses);
    }

    public byte[] stream(ChatResponse response, Consumer<Loss> losses) {
        return stream(response, Delivery.STREAM_WITH_USAGE, losses);
    }

    /// An answer whose stream fails somewhere, as `cut`. What comes behind that must not be told.
    ///
    /// @param where any number
    public byte[] cut(ChatResponse response, int where, Delivery delivery) {
        List<StreamEvent> all = Answers.events(response);
        List<StreamEvent> events = new ArrayList<>(all.subList(0, Math.floorMod(where, all.size() - 1) + 1));
        events.add(new StreamEvent.Failed(new Failure.Truncated("cut")));
        events.add(new StreamEvent.Ended());
        return written(events, delivery, _ -> {});
    }

    private byte[] written(List<StreamEvent> events, Delivery delivery, Consumer<Loss> losses) {
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = codec.encoder(identity, delivery, losses);
        events.forEach(event -> encoder.event(event, out));
        return out.toBytes();
    }

    /// An answer that is not streamed.
    public JsonNode whole(ChatResponse response, Consumer<Loss> losses) {
        byte[] bytes = codec.encode(response, identity, losses);
        return Json.read(bytes, 0, bytes.length);
    }

    /// What a request says.
    public ChatRequest read(String body) {
        Decoded decoded = codec.decode(body.getBytes(StandardCharsets.UTF_8), asked);
        assertThat(decoded).as("%s", body).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    /// Why a request is not taken.
    public String rejected(String body) {
        Decoded decoded = codec.decode(body.getBytes(StandardCharsets.UTF_8), asked);
        assertThat(decoded).as("%s", body).isInstanceOf(Decoded.Rejected.class);
        return ((Decoded.Rejected) decoded).failure().message();
    }

    /// What a stream says to a reader of its dialect.
    public static Fold fold(byte[] stream, FrameReader reader, StreamDecoder decoder) {
        Fold fold = new Fold();
        try {
            reader.feed(stream, 0, stream.length, new SseReader.Sink() {
                @Override
                public void frame(Frame frame) {
                    decoder.frame(frame, fold);
                }

                @Override
                public void unfinished(Frame frame) {}
            });
        } catch (FrameReader.Malformed e) {
            throw new AssertionError(e);
        }
        decoder.end(fold);
        return fold;
    }

    /// What became of what, each once.
    public static Set<String> paths(List<Loss> losses) {
        Set<String> out = new TreeSet<>();
        losses.forEach(loss -> out.add(loss.verdict() + " " + loss.path()));
        return out;
    }

    /// Every leaf of a document with its place, numbers by value.
    public static Set<String> leaves(JsonNode document) {
        Set<String> out = new TreeSet<>();
        LeafAccounting.leaves(document)
                .forEach(leaf -> out.add(leaf.path() + "=" + leaf.value().asString()));
        return out;
    }
}
