package dev.weir.dialect.anthropic;

import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.StreamEvent;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Streams for tests: bytes to frames, frames to events, and events as the official SDKs accumulate them.
final class Streams {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Streams() {}

    /// What came of a stream.
    record Outcome(Fold fold, List<StreamEvent> events) {
        boolean isWhole() {
            return fold.isComplete();
        }
    }

    /// Runs bytes, fed in pieces that end at these offsets, through reader, decoder and grammar to the end of input.
    static Outcome run(byte[] bytes, int... cuts) {
        return decode(frames(bytes, cuts));
    }

    /// Runs frames through decoder and grammar to the end of input.
    static Outcome decode(List<Frame> frames) {
        Fold fold = new Fold();
        List<StreamEvent> events = new ArrayList<>();
        Grammar grammar = new Grammar(event -> {
            events.add(event);
            fold.accept(event);
        });
        var decoder = new MessagesProviderCodec().decoder();
        frames.forEach(frame -> decoder.frame(frame, grammar));
        decoder.end(grammar);
        if (!grammar.isOver()) {
            throw new IllegalStateException("the stream has no terminal event");
        }
        return new Outcome(fold, events);
    }

    /// A stream of these payloads, each named after its type.
    static Outcome of(String... payloads) {
        return decode(
                Arrays.stream(payloads).map(payload -> Frame.of(null, payload)).toList());
    }

    /// The finished frames of these bytes; an unfinished one at the end of input is left out.
    static List<Frame> frames(byte[] bytes, int... cuts) {
        List<Frame> frames = new ArrayList<>();
        SseReader.Sink sink = new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                frames.add(Frame.of(frame.name(), frame.text()));
            }

            @Override
            public void unfinished(Frame frame) {}
        };
        SseReader reader = new SseReader(1 << 24);
        try {
            int from = 0;
            for (int cut : cuts) {
                reader.feed(bytes, from, cut, sink);
                from = cut;
            }
            reader.feed(bytes, from, bytes.length, sink);
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException(e);
        }
        reader.end(sink);
        return frames;
    }

    /// Whether bytes fed in two pieces bring exactly these frames.
    static boolean brings(List<Frame> expected, byte[] bytes, int cut) {
        Comparison comparison = new Comparison(expected);
        SseReader reader = new SseReader(1 << 24);
        try {
            reader.feed(bytes, 0, cut, comparison);
            reader.feed(bytes, cut, bytes.length, comparison);
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException(e);
        }
        reader.end(comparison);
        return comparison.same && comparison.seen == expected.size();
    }

    /// How many frames are finished after each byte.
    static int[] finishedAfter(byte[] bytes) {
        int[] counts = new int[bytes.length + 1];
        Comparison all = new Comparison(List.of());
        SseReader reader = new SseReader(1 << 24);
        try {
            for (int i = 0; i < bytes.length; i++) {
                reader.feed(bytes, i, i + 1, all);
                counts[i + 1] = all.seen;
            }
        } catch (SseReader.TooLong e) {
            throw new IllegalStateException(e);
        }
        return counts;
    }

    private static final class Comparison implements SseReader.Sink {
        private final List<Frame> expected;
        private int seen;
        private boolean same = true;

        private Comparison(List<Frame> expected) {
            this.expected = expected;
        }

        @Override
        public void frame(Frame frame) {
            if (seen < expected.size()) {
                Frame other = expected.get(seen);
                same &= Objects.equals(frame.name(), other.name())
                        && Arrays.equals(
                                frame.data(), frame.from(), frame.to(), other.data(), other.from(), other.to());
            }
            seen++;
        }

        @Override
        public void unfinished(Frame frame) {}
    }

    /// The payloads of a stream's first message, its `message_stop` included.
    static List<ObjectNode> firstMessage(byte[] bytes) {
        List<ObjectNode> out = new ArrayList<>();
        for (Frame frame : frames(bytes)) {
            if (!frame.isSilent()) {
                out.add((ObjectNode) JSON.readTree(frame.text()));
                if (out.getLast().get("type").stringValue().equals("message_stop")) {
                    break;
                }
            }
        }
        return out;
    }

    /// The message that a stream amounts to, by the rules of the official SDKs' accumulators: text, thinking and JSON
    /// grow, citations append, signatures replace, usage of the end replaces where it is not null.
    static ObjectNode accumulate(List<ObjectNode> payloads) {
        ObjectNode message = JSON.createObjectNode();
        List<StringBuilder> json = new ArrayList<>();
        for (ObjectNode event : payloads) {
            switch (event.get("type").stringValue()) {
                case "message_start" -> {
                    message = event.get("message").deepCopy().asObject();
                    message.get("content").forEach(_ -> json.add(new StringBuilder()));
                }
                case "content_block_start" -> {
                    ((ArrayNode) message.get("content"))
                            .add(event.get("content_block").deepCopy());
                    json.add(new StringBuilder());
                }
                case "content_block_delta" -> {
                    int index = event.get("index").intValue();
                    grow((ObjectNode) message.get("content").get(index), event.get("delta"), json.get(index));
                }
                case "message_delta" -> {
                    ObjectNode target = message;
                    event.get("delta").forEachEntry((name, value) -> target.set(name, value));
                    event.path("usage").forEachEntry((name, value) -> {
                        if (!value.isNull()) {
                            ((ObjectNode) target.get("usage")).set(name, value);
                        }
                    });
                    event.forEachEntry((name, value) -> {
                        if (!List.of("type", "delta", "usage").contains(name)) {
                            target.set(name, value);
                        }
                    });
                }
                default -> {}
            }
        }
        for (int i = 0; i < json.size(); i++) {
            if (!json.get(i).isEmpty()) {
                ((ObjectNode) message.get("content").get(i))
                        .set("input", JSON.readTree(json.get(i).toString()));
            }
        }
        return message;
    }

    private static void grow(ObjectNode block, JsonNode delta, StringBuilder json) {
        switch (delta.get("type").stringValue()) {
            case "text_delta" ->
                block.put(
                        "text",
                        block.get("text").stringValue() + delta.get("text").stringValue());
            case "thinking_delta" ->
                block.put(
                        "thinking",
                        block.get("thinking").stringValue()
                                + delta.get("thinking").stringValue());
            case "signature_delta" -> block.set("signature", delta.get("signature"));
            case "input_json_delta" -> json.append(delta.get("partial_json").stringValue());
            case "citations_delta" -> {
                if (!(block.get("citations") instanceof ArrayNode)) {
                    block.set("citations", JSON.createArrayNode());
                }
                ((ArrayNode) block.get("citations")).add(delta.get("citation"));
            }
            default -> throw new IllegalStateException("an unknown delta " + delta);
        }
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
